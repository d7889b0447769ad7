import Vocabulary
import YAML

/// Declarations from elsewhere that are to become files of the folder.
package struct TenantImport: Sendable {
    /// What becomes of a declaration.
    package struct Item: Sendable {
        package enum Change: String, Sendable {
            case added, replaced, unchanged
        }

        package let configuration: TenantConfiguration
        package let change: Change
        let text: String
    }

    package let items: [Item]
    private let folder: TenantFolder

    /// Reads and checks files, each by itself and all beside what is declared already; nothing is written.
    ///
    /// - Parameter replaces: whether a declaration may take the place of another one.
    /// - Throws: what is wrong, up to eight failures together;
    ///   ``DeclarationFailure/alreadyDeclared(_:path:)``, ``DeclarationFailure/holdsSecrets``.
    package init(files: [String], into folder: TenantFolder, replaces: Bool) throws {
        var failures = FailureList()
        var items: [Item] = []
        var roots: [TenantIdentifier: YAMLNode] = [:]
        for file in files {
            try failures.collect {
                var faults: [YAMLFailure] = []
                let root = try YAMLDocument(readingFile: file, faults: &faults).root
                if let secrets = root[TenantExport.secretsKey] {
                    throw secrets.rejected(by: DeclarationFailure.holdsSecrets)
                }
                let configuration = try folder.configuration(of: root, faults: faults)
                let tenant = configuration.identifier
                guard roots.updateValue(root, forKey: tenant) == nil else {
                    throw root.rejected(by: DeclarationFailure.repeated(what: "tenant", name: tenant.text))
                }
                let text = try YAMLWriter().text(of: root.json, comment: TenantDraft.comment)
                let change = try folder.change(of: tenant, to: text)
                guard replaces || change != .replaced else {
                    throw DeclarationFailure.alreadyDeclared(tenant, path: folder.file(of: tenant))
                }
                items.append(Item(configuration: configuration, change: change, text: text))
            }
        }
        try failures.throwIfAny()
        try folder.requireDistinctNames(
            items.map(\.configuration), beside: folder.readable(except: Set(roots.keys)), declared: roots)
        self.items = items
        self.folder = folder
    }

    /// Writes the files: each is whole or not there, and a run that was cut short is finished by the next.
    package func write() throws {
        for item in items where item.change != .unchanged {
            try folder.write(
                item.text, for: item.configuration.identifier, replacing: item.change == .replaced)
        }
    }
}

extension TenantFolder {
    /// What a text would do to the file of a tenant.
    fileprivate func change(of tenant: TenantIdentifier, to text: String) throws -> TenantImport.Item.Change {
        let path = file(of: tenant)
        guard NewFile(path).exists else { return .added }
        // What cannot be read is not what is to be written.
        guard let present = try? YAMLDocument(readingFile: path).root,
            let wanted = try? YAMLDocument(parsing: text, file: path).root
        else { return .replaced }
        return present.json == wanted.json ? .unchanged : .replaced
    }
}
