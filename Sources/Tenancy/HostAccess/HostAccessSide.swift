import Vocabulary

/// What the pg_hba.conf of a tenant's server, and who came in by it, say of the tenant.
package struct HostAccessSide: Hashable, Sendable {
    /// The lines that name the tenant's logins, in their order.
    package let rules: [HostAccessRule]
    /// What is wrong with the part that all tenants share, in sentences.
    package let faults: [String]
    /// Whether the server speaks TLS.
    package let hasTLS: Bool
    /// From where the platform itself comes when that is another machine.
    package let platform: NetworkRange?
    /// Sessions that came in over a network.
    package let sessions: [NetworkSession]

    package init(
        rules: [HostAccessRule], faults: [String], hasTLS: Bool, platform: NetworkRange?, sessions: [NetworkSession]
    ) {
        self.rules = rules
        self.faults = faults
        self.hasTLS = hasTLS
        self.platform = platform
        self.sessions = sessions
    }

    /// What there is on a server that was not asked.
    package static let unasked = HostAccessSide(rules: [], faults: [], hasTLS: true, platform: nil, sessions: [])
}

/// What a server's pg_hba.conf has for tenants, taken apart once for all of them.
package struct HostAccessSides: Sendable {
    private let state: HostAccessState
    private let platform: NetworkRange?
    private let rules: [String: [HostAccessRule]]
    private let faults: [String]
    private let sessions: [String: [NetworkSession]]

    package init(_ state: HostAccessState, platform: NetworkRange?, sessions: [String: [NetworkSession]]) {
        self.state = state
        self.platform = platform
        self.sessions = sessions
        let block = state.file.block
        rules = block.rulesByTenant
        let whole = HostAccessBlock(
            tenants: Array(rules.values), isNeeded: true, platform: platform, hasTLS: state.hasTLS)
        faults =
            state.file.differences(from: whole)
            + (state.isPending ? ["load pg_hba.conf, which was written and not loaded"] : [])
    }

    /// What there is of one tenant.
    package func side(of desired: DesiredTenant) -> HostAccessSide {
        HostAccessSide(
            rules: rules[desired.identifier.text] ?? [], faults: faults, hasTLS: state.hasTLS, platform: platform,
            sessions: sessions.isEmpty ? [] : desired.logins.flatMap { sessions[$0.name.text] ?? [] })
    }
}

extension HostAccessState {
    /// The platform's part when the lines of some tenants are exchanged and all others stay.
    ///
    /// - Parameter rules: the new lines by tenant; none for one that needs none any more.
    package func block(
        replacing rules: [String: [HostAccessRule]], isNeeded: Bool, platform: NetworkRange?
    ) -> HostAccessBlock {
        let present = file.block
        let all = present.rulesByTenant.merging(rules) { _, new in new }
        return HostAccessBlock(
            tenants: Array(all.values), isNeeded: isNeeded || !present.rules.isEmpty, platform: platform,
            hasTLS: hasTLS)
    }
}
