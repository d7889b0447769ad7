package import Formats
import FoundationEssentials
package import Tenancy
package import Vocabulary
import YAML

/// The sources that a tenant declares: `<name>.yml`, and the plan `<name>.plan.json` beside it where there is one.
package struct SourceFolder: Sendable {
    package let tenant: TenantIdentifier
    /// The folder's path.
    package let path: String

    package init(_ tenant: TenantIdentifier, in tenants: TenantFolder) {
        self.tenant = tenant
        path = "\(tenants.tenantsPath)/\(tenant)/sources"
    }

    /// The file of a source.
    package func file(of name: SourceName) -> String { "\(path)/\(name).yml" }

    /// The file of a source's plan.
    package func planFile(of name: SourceName) -> String { "\(path)/\(name).plan.json" }

    /// The names of the declared sources, as their files are named; a file that is named otherwise is passed over.
    package func names() -> [SourceName] {
        var misnamed = FailureList()
        return names(misnamed: &misnamed)
    }

    /// The names of the declared sources, as their files are named.
    ///
    /// - Parameter misnamed: gets the files that look like declarations and whose names are none of a source's, and
    ///   the folder when nobody can look into it.
    package func names(misnamed: inout FailureList) -> [SourceName] {
        let files: [String]
        do {
            files = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            // No folder means that nothing is declared, as an empty one does.
            if NewFile(path).exists { misnamed.append(SourceFailure.closedFolder(path: path)) }
            return []
        }
        return files.sorted().compactMap { file in
            let ending = [".yml", ".yaml"].first { file.lowercased().hasSuffix($0) }
            guard let ending, !file.hasPrefix(".") else { return nil }
            if file.hasSuffix(".yml"), let name = try? SourceName(String(file.dropLast(ending.count))) { return name }
            let wanted = ColumnName.clean(String(file.dropLast(ending.count)))
            misnamed.append(SourceFailure.misnamedFile(path: "\(path)/\(file)", nearest: wanted))
            return nil
        }
    }

    /// Whether a source of this name is declared.
    package func declares(_ name: String) -> Bool {
        guard let name = try? SourceName(name) else { return false }
        return NewFile(file(of: name)).exists
    }

    /// Reads a declaration.
    ///
    /// - Throws: ``SourceFailure/unknownSource(_:tenant:nearest:)``, or what is wrong with the file.
    package func source(_ name: String) throws -> DeclaredSource {
        guard declares(name) else {
            let known = names().map(\.text)
            throw SourceFailure.unknownSource(name, tenant: tenant, nearest: nearestName(to: name, in: known))
        }
        let name = try SourceName(name)
        return try DeclaredSource(YAMLDocument(readingFile: file(of: name)).root, name: name)
    }

    /// Reads the plan of a source; nil when there is none, and the source is sniffed each time.
    package func plan(of name: SourceName) throws -> SourcePlan? {
        let file = planFile(of: name)
        guard NewFile(file).exists else { return nil }
        return try SourcePlan(reading: FileSource(path: file))
    }

    /// Reads a declaration and its plan, and holds each against the other and against the tenant's.
    ///
    /// - Parameter themes: those that the tenant declares.
    /// - Throws: all that is wrong together.
    package func check(_ name: String, themes: [Theme]) throws -> (source: DeclaredSource, plan: SourcePlan?) {
        _ = try source(name)
        let name = try SourceName(name)
        let root = try YAMLDocument(readingFile: file(of: name)).root
        let source = try DeclaredSource(root, name: name)
        var failures: [YAMLFailure] = []
        if let theme = source.theme, !themes.contains(theme), let node = root["theme"] {
            failures.append(node.rejected(by: SourceFailure.unknownTheme(theme, known: themes)))
        }
        let plan = try plan(of: name)
        if let plan {
            let known = try plan.table(1).columns.map(\.name)
            func require(_ column: String, _ key: String, _ node: YAMLNode?) {
                guard !known.contains(column), let node else { return }
                let failure = SourceFailure.unknownColumn(
                    column, key: key, plan: planFile(of: name), nearest: nearestName(to: column, in: known))
                failures.append(node.rejected(by: failure))
            }
            for column in source.rules.key ?? [] { require(column, "key", root["key"]) }
            for column in source.rules.types.keys.sorted() { require(column, "types", root["types"]?[column]) }
            for (key, columns) in source.contract?.namedColumns ?? [] {
                for column in columns { require(column, "contract.\(key)", root["contract"]?[key]) }
            }
        }
        try FailureList(inOrder: failures).throwIfAny()
        return (source, plan)
    }

    /// Writes a new source and its plan; what is there is never touched.
    ///
    /// - Returns: the two files.
    /// - Throws: ``TenancyFailure/fileExists(path:)`` or ``TenancyFailure/cannotWrite(path:)``.
    package func add(_ source: DeclaredSource, _ plan: SourcePlan) throws -> [String] {
        let files = [file(of: source.name), planFile(of: source.name)]
        for file in files where NewFile(file).exists { throw TenancyFailure.fileExists(path: file) }
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw TenancyFailure.cannotWrite(path: files[0])
        }
        // The plan first: a source that is there without it would be sniffed, and nobody would be told.
        try NewFile(files[1]).write(plan.json.indented + "\n", mode: 0o644)
        try NewFile(files[0]).write(source.text(), mode: 0o644)
        return files
    }
}
