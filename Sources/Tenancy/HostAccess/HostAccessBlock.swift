package import Vocabulary

/// The platform's part of a `pg_hba.conf`: lines between two markers, before every other rule.
///
/// First come the ways of the platform itself, then tenants with networks of
/// their own, then what holds for everybody who needs a certificate or TLS.
package struct HostAccessBlock: Hashable, Sendable {
    package static let begin = "# socle: rules of tenants begin; written by 'socle tenant apply', changes are lost"
    package static let end = "# socle: rules of tenants end"

    /// The rules in their order.
    package let rules: [HostAccessRule]

    package init(_ rules: [HostAccessRule]) {
        self.rules = rules
    }

    /// The whole part for tenants, in the order of their names; none at all when nobody needs a rule.
    ///
    /// - Parameters:
    ///   - tenants: the lines of each tenant that has some of its own.
    ///   - platform: from where the platform itself comes when that is another machine.
    package init(
        tenants: [[HostAccessRule]], isNeeded: Bool, platform: NetworkRange?, hasTLS: Bool
    ) {
        let own = tenants.filter { !$0.isEmpty }.sorted { "\($0[0].subject)" < "\($1[0].subject)" }
        guard isNeeded || !own.isEmpty else {
            rules = []
            return
        }
        rules = Self.head(platform: platform, hasTLS: hasTLS) + own.joined() + Self.tail(hasTLS: hasTLS)
    }

    /// The lines of the file, markers included; none when there is no rule.
    package var lines: [String] {
        rules.isEmpty ? [] : [Self.begin] + rules.map(\.description) + [Self.end]
    }

    /// The lines that name logins, by tenant: the login of its administrator comes first.
    package var rulesByTenant: [String: [HostAccessRule]] {
        Dictionary(grouping: rules.filter { $0.tenant != nil }) { $0.tenant ?? "" }
    }

    /// Where the platform comes from and what it may, before any tenant's rule can shut it out.
    private static func head(platform: NetworkRange?, hasTLS: Bool) -> [HostAccessRule] {
        let guarded = HostAccessRule.Subject.group(PlatformRoles.guarded)
        var rules = ["127.0.0.1/32", "::1/128"].map {
            HostAccessRule(.any, guarded, from: NetworkRange($0), .password)
        }
        if let platform, !platform.isLoopback, hasTLS {
            rules.append(HostAccessRule(.tls, guarded, from: platform, .password))
        }
        return rules
    }

    private static func tail(hasTLS: Bool) -> [HostAccessRule] {
        let certificate = HostAccessRule.Subject.group(PlatformRoles.certificate)
        let open = hasTLS ? [HostAccessRule(.tls, certificate, from: nil, .passwordAndCertificate)] : []
        return open + [
            HostAccessRule(.any, certificate, from: nil, .reject),
            HostAccessRule(.plain, .group(PlatformRoles.tls), from: nil, .reject),
        ]
    }
}

extension HostAccessRule {
    /// Whether a client must show a certificate.
    package var needsCertificate: Bool { answer == .passwordAndCertificate }

    /// The tenant for whose logins it is, or nil for one that is for a group.
    var tenant: String? {
        guard case .logins(let names) = subject, let first = names.first?.text else { return nil }
        return first.hasSuffix("_admin") ? String(first.dropLast("_admin".count)) : first
    }

    /// The same rule for the logins of a tenant under its new name.
    package func renamed(from old: TenantIdentifier, to new: TenantIdentifier) -> HostAccessRule {
        guard case .logins(let names) = subject else { return self }
        let renamed = names.map { name in
            name.text.hasPrefix("\(old)_")
                ? Identifier(derived: new.text + name.text.dropFirst(old.text.count)) : name
        }
        return HostAccessRule(transport, .logins(renamed), from: network, answer)
    }
}
