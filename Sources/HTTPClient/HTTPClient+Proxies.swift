internal import Glibc

extension HTTPClient {
    /// The schemes for which the environment names a proxy, by the variables that libcurl reads.
    static func proxiesOfEnvironment() -> Set<HTTPAddress.Scheme> {
        func isSet(_ names: String...) -> Bool {
            names.contains { name in getenv(name).map { $0.pointee != 0 } ?? false }
        }
        var schemes: Set<HTTPAddress.Scheme> = []
        // Uppercase HTTP_PROXY is a header of CGI, which anybody can send; libcurl does not read it either.
        if isSet("http_proxy", "all_proxy", "ALL_PROXY") { schemes.insert(.http) }
        if isSet("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY") { schemes.insert(.https) }
        return schemes
    }
}

extension HTTPAddress {
    /// Whether a request to it goes through a proxy, unless `no_proxy` exempts the host.
    func usesProxy(of schemes: Set<Scheme>) -> Bool {
        schemes.contains(scheme) && !isLoopback
    }
}
