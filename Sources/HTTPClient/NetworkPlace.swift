import Glibc

/// Where an IP address lies: in the network around this machine, or outside of it.
///
/// **Source** IANA's registries of special-purpose addresses,
/// <https://www.iana.org/assignments/iana-ipv4-special-registry> and
/// <https://www.iana.org/assignments/iana-ipv6-special-registry>
enum NetworkPlace: Hashable {
    /// This machine, its link, a private network, or no place at all.
    case inside
    case outside

    /// Classifies an address as libcurl writes it; what is none lies inside, since nobody knows where it leads.
    init(ip text: String) {
        let text = String(text.prefix { $0 != "%" })
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self = Self.ofIPv4(withUnsafeBytes(of: &four) { Array($0) })
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            self = Self.ofIPv6(withUnsafeBytes(of: &six) { Array($0) })
        } else {
            self = .inside
        }
    }

    /// Classifies the host of an address when it is written as an IP address; nil when it is a name.
    init?(host: String) {
        let text = host.hasPrefix("[") ? String(host.dropFirst().prefix { $0 != "]" }) : host
        var four = in_addr()
        guard text.contains(":") || inet_pton(AF_INET, text, &four) == 1 else { return nil }
        self.init(ip: text)
    }

    private static func ofIPv4(_ bytes: [UInt8]) -> NetworkPlace {
        switch (bytes[0], bytes[1]) {
        // This network, private, loopback; then multicast, reserved and broadcast.
        case (0, _), (10, _), (127, _), (224..., _): .inside
        // Shared by a provider's customers, link-local, private.
        case (100, 64...127), (169, 254), (172, 16...31), (192, 168): .inside
        // Protocol assignments, benchmarks.
        case (192, 0) where bytes[2] == 0: .inside
        case (198, 18...19): .inside
        default: .outside
        }
    }

    private static func ofIPv6(_ bytes: [UInt8]) -> NetworkPlace {
        let zeros = bytes.prefix { $0 == 0 }.count
        // Unspecified, loopback, and IPv4 written as IPv6: compatible, mapped.
        if zeros >= 12 { return .inside }
        if zeros == 10, bytes[10] == 0xFF, bytes[11] == 0xFF { return ofIPv4(Array(bytes[12...])) }
        switch (bytes[0], bytes[1]) {
        // Unique-local, link-local and site-local, multicast.
        case (0xFC...0xFD, _), (0xFE, 0x80...), (0xFF, _): return .inside
        // 6to4 and translation hold an IPv4 address.
        case (0x20, 0x02): return ofIPv4(Array(bytes[2..<6]))
        case (0x00, 0x64) where bytes[2] == 0xFF && bytes[3] == 0x9B: return ofIPv4(Array(bytes[12...]))
        default: return .outside
        }
    }
}
