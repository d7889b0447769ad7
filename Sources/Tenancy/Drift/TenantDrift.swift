import Postgres
package import Vocabulary

/// What of a tenant somebody changed by hand since it was last applied.
///
/// The registry keeps what was declared then. So a file that was edited since is
/// no drift, and a change by hand is one whatever the file says by now.
package struct TenantDrift: Sendable {
    /// One field of one object that is not as it was applied.
    package struct Finding: Hashable, Sendable {
        /// What and which, such as `role 'acme_app'`.
        package let object: String
        /// The field in words, such as `connection limit`.
        package let field: String
        package let declared: String
        package let found: String
        /// What a person does about it; nil when a plan mends it.
        package let handwork: String?

        static let handmade = "made by hand"

        /// Whether it is an object that no plan takes away.
        package var isHandmade: Bool { found == Self.handmade }

        /// What is to be done, in words.
        package var remedy: String { handwork ?? "apply mends it" }
    }

    package let tenant: TenantIdentifier
    package private(set) var findings: [Finding] = []

    /// Compares what was found with what would be found if nothing had been changed.
    package init(of desired: DesiredTenant, declared: InspectedTenant, found: InspectedTenant) {
        tenant = desired.identifier
        compare("tenant '\(tenant)'", declared.registration, found.registration)
        if !found.hasKey {
            add(
                "tenant '\(tenant)'", "key", "in the key store", "missing",
                handwork: "restore the key store from its backup")
        }
        for name in declared.heldNames.subtracting(found.heldNames).sorted(by: { $0.name < $1.name }) {
            add("\(name.kind.rawValue) '\(name.name)'", "name in the registry", "held", "given up")
        }
        for login in desired.logins where found.appliedVerifiers[login.name.text] == nil {
            add("role '\(login.name)'", "digest in the registry", "kept", "missing")
        }
        compare("role", declared.roles, found.roles)
        if desired.hasOwnDatabase {
            compare("database '\(desired.database)'", declared.database, found.database)
        }
        if found.hostAccess != declared.hostAccess {
            add("tenant '\(tenant)'", "rules in pg_hba.conf", "as applied", "changed")
        }
        compareData(desired, declared.data, found.data)
        for namesake in found.namesakes.sorted(by: { ($0.kind, $0.shown) < ($1.kind, $1.shown) }) {
            add(
                namesake.shown, "existence", "none", Finding.handmade,
                handwork: "drop it, or give it a name that is not the tenant's")
        }
        if let limit = found.baseLimit {
            add(
                "database \(quoted(limit.database.text))", "connection limit", "none", String(limit.connections),
                handwork: limit.remedy.reviewText)
        }
    }

    package var isEmpty: Bool { findings.isEmpty }

    private mutating func compareData(
        _ desired: DesiredTenant, _ declared: InspectedTenant.DataSide, _ found: InspectedTenant.DataSide
    ) {
        let database = "database '\(desired.database)'"
        guard found.isPrepared else { return add(database, "migrations", "applied", "missing") }
        if !found.isKnown { add("tenant '\(tenant)'", "row in \(database)", "there", "missing") }
        compare("schema", declared.schemas, found.schemas)
        for (name, purpose) in union(declared.registeredLogins, found.registeredLogins) where purpose.0 != purpose.1 {
            add("login \(quoted(name))", "purpose in \(database)", purpose.0 ?? "none", purpose.1 ?? "none")
        }
        if !found.functionsAreClosed {
            add("role '\(desired.names.owner)'", "functions to come", "closed to everyone", "open to everyone")
        }
        for right in declared.defaultRights.subtracting(found.defaultRights).map(\.shown).sorted() {
            add("role '\(desired.names.owner)'", "rights to come", right, "missing")
        }
        for right in found.defaultRights.subtracting(declared.defaultRights).sorted(by: { $0.shown < $1.shown }) {
            add("role \(quoted(right.maker))", "rights to come", "none", right.shown)
        }
        for right in found.strayRights.sorted(by: { ($0.role, $0.shown) < ($1.role, $1.shown) }) {
            add("role \(quoted(right.role))", "rights elsewhere", "none", right.shown)
        }
        for relation in found.relations.sorted(by: { ($0.schema, $0.name) < ($1.schema, $1.name) }) {
            guard let wanted = relation.wanted(in: desired) else { continue }
            compare(relation.shown, wanted, relation)
        }
        for object in found.handmadeObjects.sorted(by: { $0.shown < $1.shown }) {
            add(object.shown, "existence", "none", Finding.handmade, handwork: object.remedy)
        }
        for (name, schema) in found.misplacedExtensions.sorted(by: { $0.key < $1.key }) {
            add(
                database, "extension \(name)", "in schema 'public'",
                schema.isEmpty ? "missing" : "in schema '\(schema)'",
                handwork: schema.isEmpty
                    ? "create extension \(name) schema public" : "alter extension \(name) set schema public")
        }
    }

    // MARK: Fields

    /// Compares objects by their names, each field by field.
    private mutating func compare<Object>(
        _ kind: String, _ declared: [String: Object], _ found: [String: Object]
    ) {
        for (name, pair) in union(declared, found) {
            compare("\(kind) \(quoted(name))", pair.0, pair.1)
        }
    }

    /// Compares two objects field by field, whatever fields their type has.
    private mutating func compare<Object>(_ object: String, _ declared: Object?, _ found: Object?) {
        guard let declared, let found else {
            if (declared == nil) != (found == nil) {
                add(object, "existence", declared == nil ? "none" : "there", found == nil ? "missing" : "there")
            }
            return
        }
        for (wanted, present) in zip(Mirror(reflecting: declared).children, Mirror(reflecting: found).children) {
            guard (wanted.value as? AnyHashable) != (present.value as? AnyHashable) else { continue }
            let label = wanted.label ?? ""
            if label == "verifier" {
                add(
                    object, "password", "as last set",
                    Mirror(reflecting: present.value).children.isEmpty ? "none" : "another")
            } else {
                let (wantedText, presentText) = FieldText.difference(wanted.value, present.value)
                add(object, FieldText.words(label), wantedText, presentText)
            }
        }
    }

    private mutating func add(
        _ object: String, _ field: String, _ declared: String, _ found: String, handwork: String? = nil
    ) {
        findings.append(
            Finding(object: object, field: field, declared: declared, found: found, handwork: handwork))
    }
}

private func union<Value>(_ left: [String: Value], _ right: [String: Value]) -> [(String, (Value?, Value?))] {
    Set(left.keys).union(right.keys).sorted().map { ($0, (left[$0], right[$0])) }
}
