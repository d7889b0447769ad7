package import Postgres
package import Vocabulary

/// The trial of the logins of one database against all that is not their own.
package struct MatrixRun: Sendable {
    package let neighbourhood: Neighbourhood
    package let documented: DocumentedAccess
    /// Tenants that lie in other databases.
    package let distant: [TenantIdentifier]
    /// Between whom and all others it is tried; between all when nil.
    package let focus: Set<TenantIdentifier>?

    package init(
        _ neighbourhood: Neighbourhood, documented: DocumentedAccess, distant: [TenantIdentifier],
        focus: Set<TenantIdentifier>? = nil
    ) {
        self.neighbourhood = neighbourhood
        self.documented = documented
        self.distant = distant
        self.focus = focus
    }

    private var place: DataPlace { neighbourhood.place }

    /// Whether a tenant is held against everybody, and not only against those in the middle.
    package func isCentral(_ tenant: TenantIdentifier) -> Bool { focus?.contains(tenant) ?? true }

    /// Whether there is anything in this database that a tenant's logins are to be tried on.
    package func concerns(_ tenant: TenantIdentifier) -> Bool {
        isCentral(tenant) || neighbourhood.tenants.contains { $0 != tenant && isCentral($0) }
    }

    /// Those of some tenants on whose objects the logins of one are to be tried.
    private func targets(of tenant: TenantIdentifier?, among tenants: [TenantIdentifier]) -> [TenantIdentifier] {
        tenants.filter { $0 != tenant && (isCentral($0) || tenant.map(isCentral) ?? false) }
    }

    /// What others than a tenant have in this database.
    private func foreignSchemas(of tenant: TenantIdentifier?) -> [String] {
        targets(of: tenant, among: neighbourhood.tenants).flatMap { neighbourhood.schemas[$0] ?? [] }.sorted()
    }

    /// What of the platform a tenant's logins are tried on.
    private func platformSchemas(for tenant: TenantIdentifier) -> [String] {
        isCentral(tenant) ? Neighbourhood.platformSchemas : []
    }

    private func objects(in schemas: [String]) -> [TrialObject] {
        schemas.flatMap { neighbourhood.objects[$0] ?? [] }
    }

    // MARK: By the catalog

    /// Asks for every login, group and the runtime what rights it holds on what is not its own.
    ///
    /// **Runs as** provisioner, in the database.
    package func ask(runtime: Identifier, in data: borrowing Connection) throws -> MatrixReport {
        var report = MatrixReport()
        report.places = [place]
        report.tenants = Set(neighbourhood.tenants)
        report.objectCount = neighbourhood.objects.values.map(\.count).reduce(0, +)
        for tenant in neighbourhood.tenants where concerns(tenant) {
            let logins = neighbourhood.logins.filter { $0.tenant == tenant }
            let groups = Neighbourhood.groups(of: tenant).map(\.text)
            report.groups.formUnion(groups)
            let schemas = foreignSchemas(of: tenant) + platformSchemas(for: tenant)
            let allowed = Dictionary(
                logins.map { ($0.name.text, documented.rights(of: $0, at: place)) }, uniquingKeysWith: { $0.union($1) })
            for right in try HeldRight.list(of: logins.map(\.name.text) + groups, in: schemas, data) {
                let documented = allowed[right.role] ?? groupRights(right.role, of: tenant)
                report.take(right, documented: documented, at: place)
            }
            for right in try HeldRight.onCommonGround(of: logins.map(\.name.text) + groups, data) {
                report.take(right, documented: [], at: place)
            }
        }
        report.groups.insert(runtime.text)
        for right in try HeldRight.list(of: [runtime.text], in: foreignSchemas(of: nil), data) {
            report.take(right, documented: [], at: place)
        }
        return report
    }

    /// What a group may reach because its members shall: the readers of a tenant its shares, its owner the records of loads.
    private func groupRights(_ group: String, of tenant: TenantIdentifier) -> Set<String> {
        let names = TenantNames(tenant)
        switch group {
        case names.read.text, names.share.text:
            return documented.rights(of: .init(name: names.read, tenant: tenant, purpose: "app"), at: place)
        case names.owner.text: return DocumentedAccess.loading
        default: return []
        }
    }

    // MARK: Live

    /// Tries, as a login, every verb on everything that is not its tenant's.
    ///
    /// **Runs as** the login; every statement is rolled back.
    package func tryLogin(_ login: Neighbourhood.Login, _ connection: borrowing Connection) throws -> MatrixReport {
        let schemas = foreignSchemas(of: login.tenant)
        var report = try tryObjects(
            objects(in: schemas + platformSchemas(for: login.tenant)), as: login.name.text,
            documented: documented.rights(of: login, at: place), connection)
        let others = targets(of: login.tenant, among: neighbourhood.tenants)
        let foreignLogins = neighbourhood.logins.filter { others.contains($0.tenant) }.map(\.name)
        let roles = others.flatMap(Neighbourhood.groups) + foreignLogins
        try report.merge(tryRoles(roles, as: login.name.text, connection))
        try report.merge(tryCommonGround(as: login.name.text, connection))
        let distantSchemas = targets(of: login.tenant, among: distant).map(TenantNames.init).flatMap {
            [$0.dataSchema.text, $0.auditSchema.text]
        }
        let probes = MetadataProbe.all(
            foreignSchemas: schemas, distantSchemas: distantSchemas, foreignLogins: foreignLogins.map(\.text))
        for probe in probes {
            report.probes += 1
            if let fault = try probe.fault(connection) {
                report.findings.append(
                    .init(kind: .metadata, login: login.name.text, place: place, object: probe.name, detail: fault))
            }
        }
        return report
    }

    /// Tries, as the runtime, every verb on everything that is a tenant's.
    ///
    /// **Runs as** the runtime; every statement is rolled back.
    package func tryRuntime(_ runtime: Identifier, _ connection: borrowing Connection) throws -> MatrixReport {
        var report = try tryObjects(
            objects(in: foreignSchemas(of: nil)), as: runtime.text, documented: [], connection)
        let tenants = neighbourhood.tenants.filter(isCentral)
        let roles =
            tenants.flatMap(Neighbourhood.groups)
            + neighbourhood.logins.filter { tenants.contains($0.tenant) }.map(\.name)
        try report.merge(tryRoles(roles, as: runtime.text, connection))
        return report
    }

    private func tryObjects(
        _ objects: [TrialObject], as login: String, documented: Set<String>, _ connection: borrowing Connection
    ) throws -> MatrixReport {
        var report = MatrixReport()
        report.logins = [login]
        for trial in objects.flatMap(\.trials) {
            let name = "\(trial.object) \(trial.right)"
            let isDocumented = documented.contains(name)
            // A function that may be called is not called for the sake of a trial.
            if isDocumented, trial.right == "EXECUTE" { continue }
            report.take(trial, try trial.run(connection), isDocumented: isDocumented, as: login, at: place)
        }
        return report
    }

    /// Tries what would be nobody's and everybody's: objects in `public`, schemas, temporary tables.
    private func tryCommonGround(as login: String, _ connection: borrowing Connection) throws -> MatrixReport {
        var report = MatrixReport()
        for trial in RightTrial.onCommonGround {
            report.take(trial, try trial.run(connection), isDocumented: false, as: login, at: place)
        }
        return report
    }

    private func tryRoles(
        _ roles: [Identifier], as login: String, _ connection: borrowing Connection
    ) throws -> MatrixReport {
        var report = MatrixReport()
        for role in roles {
            let trial = RightTrial(
                object: "role \(role)", right: "SET ROLE", statement: "set local role \(identifier: role)")
            report.take(trial, try trial.run(connection), isDocumented: false, as: login, at: place)
        }
        return report
    }
}

extension MatrixReport {
    /// Judges what the catalog says of a right.
    fileprivate mutating func take(_ right: HeldRight, documented: Set<String>, at place: DataPlace) {
        asked += 1
        guard right.isHeld, !documented.contains("\(right.object) \(right.right)") else { return }
        findings.append(
            .init(
                kind: .granted, login: right.role, place: place, object: right.object, right: right.right,
                detail: right.isUsable ? "" : "out of use while its schema is closed"))
    }

    /// Judges what the server did.
    fileprivate mutating func take(
        _ trial: RightTrial, _ state: SQLState?, isDocumented: Bool, as login: String, at place: DataPlace
    ) {
        attempts += 1
        verbs.insert(trial.right)
        if let state { refusals[state.rawValue, default: 0] += 1 }
        switch (RightTrial.isOpen(state), isDocumented) {
        case (true, true): documented += 1
        case (true, false):
            findings.append(
                .init(
                    kind: .reached, login: login, place: place, object: trial.object, right: trial.right,
                    detail: state.map { "answered with SQLSTATE \($0)" } ?? "carried out, and rolled back"))
        case (false, true):
            findings.append(
                .init(kind: .closed, login: login, place: place, object: trial.object, right: trial.right))
        case (false, false): break
        }
    }
}
