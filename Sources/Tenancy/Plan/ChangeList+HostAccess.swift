import Vocabulary

extension ChangeList {
    /// The lines of pg_hba.conf that a tenant needs, and the sessions that came in without them.
    mutating func planHostAccess(_ desired: DesiredTenant, _ inspected: InspectedTenant) {
        let policy = desired.declaration.hostAccess
        let found = inspected.hostAccess
        let logins = desired.logins.map(\.name)
        let wanted = policy.rules(for: logins, hasTLS: found.hasTLS)
        var sentences: [String] = []
        if policy.isGuarded { sentences += found.faults }
        sentences += wanted.filter { !found.rules.contains($0) }.map { "add to pg_hba.conf: \($0)" }
        sentences += found.rules.filter { !wanted.contains($0) }.map { "remove from pg_hba.conf: \($0)" }
        if sentences.isEmpty, found.rules != wanted {
            sentences.append("put the lines of the tenant in pg_hba.conf into their order")
        }
        for sentence in sentences { add(.access, sentence, .hostAccess(wanted, isNeeded: policy.isGuarded)) }
        // Of a tenant that is new nobody can be in.
        guard policy.isGuarded, logins.contains(where: { inspected.roles[$0.text] != nil }) else { return }
        let strangers = found.sessions.filter { !policy.admits($0, platform: found.platform) }
        let joins = desired.logins.contains { login in
            !policy.groups.isSubset(
                of: (inspected.roles[login.name.text]?.memberOf ?? []).map { Identifier(derived: $0) })
        }
        // Somebody may come in between the look and the load, so that a stricter rule ends sessions without a look.
        guard !strangers.isEmpty || !sentences.isEmpty || joins else { return }
        let who = strangers.map { "\($0.login) from \($0.address)" }
        add(
            .eviction,
            strangers.isEmpty
                ? "end sessions that the rules would not let in"
                : "end \(strangers.count == 1 ? "a session" : "\(strangers.count) sessions") that the rules would not let in: \(Set(who).sorted().joined(separator: ", "))",
            policy.endingSessions(of: logins, platform: found.platform))
    }
}
