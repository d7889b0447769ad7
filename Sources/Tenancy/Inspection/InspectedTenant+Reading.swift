import FoundationEssentials
import Vocabulary

extension InspectedTenant {
    /// Takes apart what the base, the server and the data database say of a tenant.
    ///
    /// - Parameter desired: what it was compared with when it was read.
    package init(
        of desired: DesiredTenant, base: BaseSide, conflicts: [Holder] = [], hasKey: Bool, server: ServerSide,
        data: Tenancy.DataSide,
        retiredContents: [String: Contents] = [:], namesakes: [Namesake] = [], baseLimit: SharedLimit? = nil
    ) throws {
        registration = base.registration
        appliedText = base.appliedText
        standing = base.standing
        heldNames = base.heldNames
        self.conflicts = conflicts
        appliedVerifiers = base.verifiers
        self.hasKey = hasKey
        roles = try Facts.named(
            server.rolesText
                ?? desired.rolesText(logsStatements: server.logsStatements, verifiers: base.verifiers))
        let databases: [String: Database] = try Facts.named(server.databaseText)
        database = databases.values.first
        logsStatements = server.logsStatements
        hostAccess = server.hostAccess
        self.data = try DataSide(data, of: desired)
        self.retiredContents = retiredContents
        self.namesakes = Set(namesakes)
        self.baseLimit = baseLimit
    }

    /// Looks away from relations whose names begin so.
    package mutating func passOver(relationsNamed beginning: String) {
        data.relations = data.relations.filter { !$0.name.hasPrefix(beginning) }
    }

    /// Takes it that these logins have another password than the one in the vault.
    package mutating func distrust(_ logins: Set<String>) {
        for login in logins { roles[login]?.verifier = "not the vault's" }
    }
}

extension InspectedTenant.DataSide {
    fileprivate init(_ side: Tenancy.DataSide, of desired: DesiredTenant) throws {
        isPrepared = side.isPrepared
        isKnown = side.isKnown
        let schemas: [String: ReadSchema] = try Facts.named(side.schemasText ?? desired.schemasText)
        self.schemas = schemas.mapValues {
            .init(owner: $0.owner, purpose: $0.purpose, rights: $0.rights ?? desired.usualSchemaRights)
        }
        var logins: [String: String] = [:]
        for (login, purpose) in Facts.pairs(side.loginsText ?? desired.loginsText) { logins[login] = purpose }
        registeredLogins = logins
        let rows: [InspectedTenant.DefaultRights] = try Facts.unnamed(
            side.defaultRightsText ?? desired.defaultRightsText)
        // A row without a schema replaces PostgreSQL's own rights, in which everyone may execute a function.
        functionsAreClosed = rows.contains { row in
            row.maker.hasSuffix("_owner") && row.schema == nil && row.objects == "f"
                && !(row.rights ?? []).contains { $0.grantee == nil }
        }
        defaultRights = Set(
            rows.flatMap { row in
                (row.rights ?? desired.rights(ofKind: row.objects)).map {
                    .init(maker: row.maker, schema: row.schema, objects: row.objects, right: $0)
                }
            })
        relations = Set(try Facts.unnamed(side.relationsText))
        strayRights = Set(try Facts.unnamed(side.strayRightsText))
        handmadeObjects = Set(try Facts.unnamed(side.handmadeObjectsText))
        var extensions: [String: String] = [:]
        for line in side.misplacedExtensionsText.split(separator: "\n") {
            guard let space = line.firstIndex(of: " ") else { continue }
            extensions[String(line[..<space])] = String(line[space...].dropFirst())
        }
        misplacedExtensions = extensions
    }
}

extension DesiredTenant {
    /// Whether everything that was looked at is as it shall be: what a plan of it would find nothing to do about, if what
    /// is declared is what was applied.
    package func isFulfilled(_ base: BaseSide, hasKey: Bool, _ server: ServerSide, _ data: DataSide) -> Bool {
        guard let registration = base.registration, hasKey, base.standing.state != .archived else { return false }
        guard registration == self.registration(tenantID: registration.tenantID), base.heldText == heldText,
            data == .fulfilled
        else { return false }
        let verifiers = base.verifiers
        return server.rolesText == nil && server.databaseText == databaseText
            && server.hostAccess == hostAccess(like: server.hostAccess)
            && logins.allSatisfy { verifiers[$0.name.text] != nil }
    }

    /// The tenant as it would be found if nothing were to be done.
    ///
    /// - Parameters:
    ///   - found: tells what no declaration says: the identity, and the digests of passwords.
    package func fulfilled(like found: BaseSide, _ server: ServerSide) throws -> InspectedTenant {
        try InspectedTenant(
            of: self,
            base: BaseSide(
                registration: registration(tenantID: found.registration?.tenantID ?? Platform.tenantID),
                appliedText: declaration.text, standing: standing, heldText: heldText,
                verifiersText: found.verifiersText),
            hasKey: true, server: serverSide(like: server), data: .fulfilled)
    }

    /// The tenant's row of the registry.
    func registration(tenantID: UUID) -> InspectedTenant.Registration {
        .init(
            tenantID: tenantID, name: declaration.name, tier: declaration.tier, placement: declaration.placement,
            place: place, region: declaration.region, contact: declaration.contact, limits: declaration.limits,
            schedules: declaration.schedules)
    }
}
