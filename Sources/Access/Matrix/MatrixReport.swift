package import Vocabulary

/// What came of trying every login against everything that is not its own.
package struct MatrixReport: Sendable {
    /// Something that should not be.
    package struct Finding: Hashable, Sendable {
        package enum Kind: String, CaseIterable, Sendable {
            /// A statement was carried out that had to be refused.
            case reached
            /// The catalog holds a right that nobody documents, used or not.
            case granted
            /// What is documented was refused.
            case closed
            /// A question about others was answered beyond what is documented.
            case metadata
            /// A login got into a database that is not its own.
            case entered
            /// A login could not be tried.
            case untried
        }

        package let kind: Kind
        package let login: String
        package let place: DataPlace
        package let object: String
        package let right: String
        package let detail: String

        package init(
            kind: Kind, login: String, place: DataPlace, object: String, right: String = "", detail: String = ""
        ) {
            self.kind = kind
            self.login = login
            self.place = place
            self.object = object
            self.right = right
            self.detail = detail
        }
    }

    /// Which tenants were looked at, when not all.
    package struct Sample: Hashable, Sendable {
        package let tenants: [TenantIdentifier]
        package let of: Int

        package init(tenants: [TenantIdentifier], of: Int) {
            self.tenants = tenants
            self.of = of
        }
    }

    /// Tenants in the middle, when not all were held against all.
    package struct Focus: Hashable, Sendable {
        package let tenants: [TenantIdentifier]
        /// How many others were looked at.
        package let neighbours: Int
        /// How many others there are.
        package let of: Int

        package init(tenants: [TenantIdentifier], neighbours: Int, of: Int) {
            self.tenants = tenants
            self.neighbours = neighbours
            self.of = of
        }
    }

    package var places: Set<DataPlace> = []
    package var tenants: Set<TenantIdentifier> = []
    package var logins: Set<String> = []
    package var groups: Set<String> = []
    /// Objects of others, each counted once a database.
    package var objectCount = 0
    package var verbs: Set<String> = []
    /// Statements that were tried live.
    package var attempts = 0
    /// Rights that the catalog was asked for.
    package var asked = 0
    /// Questions about others that were asked live.
    package var probes = 0
    /// Attempts to enter a database that is not the login's.
    package var entries = 0
    /// What was reached and is documented.
    package var documented = 0
    /// Refusals of attempts, by SQLSTATE.
    package var refusals: [String: Int] = [:]
    package var findings: [Finding] = []
    package var sample: Sample?
    package var focus: Focus?
    /// Tenants whose objects were tried by the others, and whose own logins are closed.
    package var suspended: [TenantIdentifier] = []

    package init() {}

    package var isSound: Bool { findings.isEmpty }

    /// What was tried when it was not everything, in a sentence; nil when it was.
    package var scope: String? {
        var parts: [String] = []
        if let focus {
            let all = named(focus.tenants)
            let open = focus.tenants.filter { !suspended.contains($0) }
            let others =
                focus.neighbours == focus.of
                ? counted(focus.of, "other tenant")
                : "\(focus.neighbours) of \(focus.of) other tenants, drawn at random,"
            let tried =
                open.isEmpty
                ? "the logins of \(others) were tried on everything of \(all)"
                : """
                the logins of \(named(open)) were tried on everything of \(others) and of the platform, and their logins \
                on everything of \(all)
                """
            parts.append("\(tried); others were not tried on each other")
        } else if let sample {
            parts.append(
                """
                \(sample.tenants.count) of \(sample.of) tenants, drawn at random, were tried on each other and on the \
                platform: \(sample.tenants.map(\.text).joined(separator: ", "))
                """)
        }
        if !suspended.isEmpty {
            parts.append(
                "the logins of \(named(suspended)) were not tried, which are closed while "
                    + "\(suspended.count == 1 ? "the tenant is" : "the tenants are") suspended")
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    private func named(_ tenants: [TenantIdentifier]) -> String {
        tenants.map { "'\($0)'" }.joined(separator: ", ")
    }

    /// Adds what another part found.
    package mutating func merge(_ other: MatrixReport) {
        places.formUnion(other.places)
        tenants.formUnion(other.tenants)
        logins.formUnion(other.logins)
        groups.formUnion(other.groups)
        verbs.formUnion(other.verbs)
        objectCount += other.objectCount
        attempts += other.attempts
        asked += other.asked
        probes += other.probes
        entries += other.entries
        documented += other.documented
        refusals.merge(other.refusals, uniquingKeysWith: +)
        findings += other.findings
    }
}
