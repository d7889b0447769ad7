import Vocabulary
package import YAML

/// A tenant's declaration made again from what was last applied, for when its file is lost.
///
/// The registry keeps what PostgreSQL was asked for. What is only read from the file, such as where personal data lies or
/// when backups are made, is not there, and is what the tier's template says until somebody writes it again.
package struct RecoveredDeclaration: Sendable {
    package let export: TenantExport
    /// Fields of what was applied that no key of a file brings back, in words.
    package let lost: [String]
    /// Why it would be refused by what the templates say now.
    package let refusals: [String]

    /// - Parameter read: gives what the root of a file declares, such as ``TenantFolder/configuration(of:faults:)``.
    /// - Throws: what is wrong with the templates.
    package init(
        of applied: TenantDeclaration, reading read: (YAMLNode) throws -> TenantConfiguration
    ) throws {
        var document = Self.identity(of: applied)
        let plain = try read(YAMLNode(document))
        for (path, value) in Self.values(of: applied, beyond: plain) {
            document = document.setting(path.split(separator: ".").map(String.init), to: value)
        }
        var failures = FailureList()
        let recovered = try failures.collect { TenantDeclaration(try read(YAMLNode(document))) }
        refusals = failures.failures.map(\.message)
        lost = recovered.map { Self.differences(applied, $0) } ?? []
        export = TenantExport(document: document)
    }

    private static func differences(_ applied: TenantDeclaration, _ recovered: TenantDeclaration) -> [String] {
        zip(Mirror(reflecting: applied).children, Mirror(reflecting: recovered).children)
            .filter { ($0.value as? AnyHashable) != ($1.value as? AnyHashable) }
            .map { FieldText.words($0.0.label ?? "") }
    }

    /// What every file says.
    private static func identity(of applied: TenantDeclaration) -> JSON {
        [
            "tenant_info": [
                "tenant_id": .string(applied.identifier.text), "tenant_name": .string(applied.name),
                "tenant_type": .string(applied.tier.rawValue), "region": .string(applied.region),
                "contact": applied.contact.json,
            ]
        ]
    }

    /// What a file has to say since the templates do not.
    private static func values(
        of applied: TenantDeclaration, beyond configuration: TenantConfiguration
    ) -> [(path: String, value: JSON)] {
        let plain = TenantDeclaration(configuration)
        var values: [(String, JSON)] = [
            ("themes", .array(applied.themes.map { .string($0.text) })),
            ("channels", .array(applied.channels.map { .string($0.rawValue) })),
        ]
        func add<Value: Equatable>(
            _ path: String, _ field: KeyPath<TenantDeclaration, Value>, _ json: (Value) -> JSON?
        ) {
            guard applied[keyPath: field] != plain[keyPath: field], let value = json(applied[keyPath: field]) else {
                return
            }
            values.append((path, value))
        }
        // What the environment gives a part of stands whole in a file.
        let factor = configuration.attributes.first { $0.path == "resources.scale_factor" }?.value
        let scale = factor.flatMap(Double.init) ?? 1
        func amount(_ number: Double) -> JSON { .number(digits((number / scale * 1e9).rounded() / 1e9)) }
        add("placement", \.placement) { .string($0.rawValue) }
        add("server", \.server) { $0.map { .string($0.text) } }
        add("resources.cpu_cores", \.cpuCores, amount)
        add("resources.memory_gb", \.memoryBytes) { amount(Double($0) / 1e9) }
        add("limits.storage_gb", \.limits.storageBytes) { amount(Double($0) / 1e9) }
        add("limits.database_connections", \.limits.databaseConnections) { JSON($0) }
        add("limits.statement_timeout_seconds", \.limits.statementSeconds) { $0.map { JSON($0) } }
        add("limits.idle_transaction_seconds", \.limits.idleTransactionSeconds) { $0.map { JSON($0) } }
        add("limits.max_objects", \.limits.objects) { $0.map { JSON($0) } }
        add("limits.temporary_files_gb", \.limits.temporaryFileBytes) { $0.map { .number(digits(Double($0) / 1e9)) } }
        for (name, _) in Keys.parameters {
            guard let value = applied.settings[name], value != plain.settings[name] else { continue }
            let scalar: JSON =
                value == "on" || value == "off"
                ? .bool(value == "on") : Double(value) == nil ? .string(value) : .number(value)
            values.append(("databases.postgresql.performance.\(name)", scalar))
        }
        add("security.encryption.key_rotation", \.schedules["key_rotation"]) { JSON($0) }
        add("security.login_rotation", \.schedules["login_rotation"]) { JSON($0) }
        add("security.network.allowed_ips", \.hostAccess.networks) { .array($0.map { .string($0.description) }) }
        add("security.ssl.enabled", \.hostAccess.requiresTLS) { .bool($0) }
        add("security.ssl.mutual_tls", \.hostAccess.requiresCertificate) { .bool($0) }
        if applied.residency != plain.residency, let regions = applied.residency {
            values.append(("compliance.data_residency.enabled", .bool(true)))
            values.append(("compliance.data_residency.regions", .array(regions.map(JSON.string))))
        }
        return values
    }

    /// A number as people write it: `2` and not `2.0`.
    private static func digits(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    }
}

extension JSON {
    /// The object with a value at a path of names, whose objects are made where there is none.
    fileprivate func setting(_ path: [String], to value: JSON) -> JSON {
        guard let name = path.first else { return value }
        var members: [Member] = if case .object(let members) = self { members } else { [] }
        let inner = (self[name] ?? .object([])).setting(Array(path.dropFirst()), to: value)
        if let index = members.firstIndex(where: { $0.name == name }) {
            members[index] = Member(name, inner)
        } else {
            members.append(Member(name, inner))
        }
        return .object(members)
    }
}
