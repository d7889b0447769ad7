import FoundationEssentials
import Tenancy
package import Vocabulary

/// What of a tenant's file says where it lies and at which level, and how it is written anew.
///
/// Three keys are changed and nothing else: comments, order and spacing of the file are its author's.
package struct DeclarationEdit: Codable, Hashable, Sendable {
    package var tier: Tier
    /// Nil leaves it to the tier.
    package var placement: Placement?
    /// Nil leaves it to the placement.
    package var server: String?

    package init(tier: Tier, placement: Placement?, server: String?) {
        self.tier = tier
        self.placement = placement
        self.server = server
    }

    /// What a file says.
    init(reading text: String, of tier: Tier) {
        self.tier = tier
        placement = Self.value(of: "placement", in: text).flatMap(Placement.init(rawValue:))
        server = Self.value(of: "server", in: text)
    }

    /// The text with these values.
    func applied(to text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        if let start = lines.firstIndex(where: { $0.hasPrefix("tenant_info:") }) {
            for index in lines.indices[(start + 1)...] {
                guard lines[index].first == " " || lines[index].isEmpty || lines[index].hasPrefix("#") else { break }
                let indentation = lines[index].prefix { $0 == " " }
                if lines[index].dropFirst(indentation.count).hasPrefix("tenant_type:") {
                    lines[index] = "\(indentation)tenant_type: \(tier.rawValue)\(Self.comment(of: lines[index]))"
                }
            }
        }
        Self.set("placement", to: placement?.rawValue, in: &lines)
        Self.set("server", to: server, in: &lines)
        return lines.joined(separator: "\n")
    }

    private static func value(of key: String, in text: String) -> String? {
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(key):") }
        return line.map { line in
            let value = line.dropFirst(key.count + 1).split(separator: "#", omittingEmptySubsequences: false)[0]
            return value.split(separator: " ").joined().filter { $0 != "\"" && $0 != "'" }
        }
    }

    /// What stands behind the value of a line, with the space before it.
    private static func comment(of line: String) -> String {
        guard let mark = line.firstRange(of: " #") else { return "" }
        let spaces = line[..<mark.lowerBound].reversed().prefix { $0 == " " }.count
        return String(repeating: " ", count: spaces) + line[mark.lowerBound...]
    }

    private static func set(_ key: String, to value: String?, in lines: inout [String]) {
        let index = lines.firstIndex { $0.hasPrefix("\(key):") }
        switch (index, value) {
        case (let index?, let value?): lines[index] = "\(key): \(value)\(comment(of: lines[index]))"
        case (let index?, nil): lines.remove(at: index)
        case (nil, let value?):
            if lines.last == "" { lines.removeLast() }
            lines += ["\(key): \(value)", ""]
        case (nil, nil): break
        }
    }
}

extension Installation {
    /// What a tenant's file says of level and place.
    func declaration(of tenant: TenantIdentifier) throws -> DeclarationEdit {
        let configuration = try tenantFolder.configuration(of: tenant)
        return DeclarationEdit(reading: try declarationText(of: tenant), of: configuration.tier)
    }

    /// Writes the file of a tenant anew, once it is sure that it then says what is wanted.
    ///
    /// - Throws: what is wrong with the configuration, the file being as it was; ``MoveFailure/fileNotUnderstood(path:)``.
    @discardableResult
    func declare(_ edit: DeclarationEdit, of tenant: TenantIdentifier) throws -> TenantConfiguration {
        let path = tenantFolder.file(of: tenant)
        let before = try declarationText(of: tenant)
        let after = edit.applied(to: before)
        if after == before { return try tenantFolder.configuration(of: tenant) }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? 0o644
        try writeFile(path, after, mode: UInt32(mode))
        do {
            let configuration = try tenantFolder.configuration(of: tenant)
            guard configuration.tier == edit.tier, configuration.server?.text == edit.server,
                edit.placement == nil || configuration.placement == edit.placement
            else { throw MoveFailure.fileNotUnderstood(path: path) }
            return configuration
        } catch {
            try writeFile(path, before, mode: UInt32(mode))
            throw error
        }
    }

    /// What the tenant's configuration would be; the file is as before, to the byte.
    func preview(_ edit: DeclarationEdit, of tenant: TenantIdentifier) throws -> TenantConfiguration {
        let path = tenantFolder.file(of: tenant)
        let before = try declarationText(of: tenant)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? 0o644
        let configuration = try declare(edit, of: tenant)
        if try declarationText(of: tenant) != before { try writeFile(path, before, mode: UInt32(mode)) }
        return configuration
    }

    private func declarationText(of tenant: TenantIdentifier) throws -> String {
        let path = tenantFolder.file(of: tenant)
        guard let data = FileManager.default.contents(atPath: path) else { throw OperationFailure.noFile(path: path) }
        return String(decoding: data, as: UTF8.self)
    }
}
