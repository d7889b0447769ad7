import CLibPQ

extension ConnectionParameters {
    /// Reads `postgresql://user:password@host:port/database?…` or `host=… dbname=…`.
    ///
    /// - Throws: ``ConnectionFailure``, which never shows the text, since it may hold a password.
    package init(url text: String) throws {
        self.init()
        guard !text.utf8.contains(0), let options = PQconninfoParse(text, nil) else {
            throw ConnectionFailure.unreadableText
        }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                try set(String(cString: keyword), to: String(cString: value))
            }
            option += 1
        }
    }

    private mutating func set(_ keyword: String, to value: String) throws {
        switch keyword {
        case "host": host = value
        case "port": port = try Self.number(value, of: keyword)
        case "dbname": database = value
        case "user": user = value
        case "password": password = value
        case "application_name": applicationName = value
        case "sslmode": sslMode = value
        case "connect_timeout":
            // As in libpq, none and zero mean to wait without end, which nobody here wants.
            let seconds = try Self.number(value, of: keyword)
            if seconds > 0 { connectTimeout = .seconds(seconds) }
        default: further[keyword] = value
        }
    }

    private static func number(_ value: String, of keyword: String) throws -> Int {
        guard let number = Int(value) else {
            throw ConnectionFailure.unusableParameter(keyword, rule: "is not one whole number")
        }
        return number
    }

    /// The keywords and values for libpq, checked.
    ///
    /// - Throws: ``ConnectionFailure/unusableParameter(_:rule:)``.
    func libpqOptions() throws -> [(keyword: String, value: String)] {
        let modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]
        if let sslMode, !modes.contains(sslMode) {
            throw ConnectionFailure.unusableParameter(
                "sslmode", rule: "is none of \(modes.joined(separator: ", "))")
        }
        if let port, !(1...65_535).contains(port) {
            throw ConnectionFailure.unusableParameter("port", rule: "is not between 1 and 65535")
        }
        var options = Self.habits
        for (keyword, value) in further { options[keyword] = value }
        let given = [
            "host": host, "port": port.map { String($0) }, "dbname": database, "user": user,
            "password": password, "application_name": applicationName, "sslmode": sslMode,
        ]
        for case (let keyword, let value?) in given { options[keyword] = value }
        options["client_encoding"] = "UTF8"
        options["options"] = try startUpOptions()
        for (keyword, value) in options where value.utf8.contains(0) {
            throw ConnectionFailure.unusableParameter(keyword, rule: "contains a NUL character")
        }
        return options.map { (keyword: $0.key, value: $0.value) }
    }

    /// What every connection does unless told otherwise.
    ///
    /// A server that vanished is noticed after about a minute. Kerberos
    /// encryption is not tried: nobody uses it here, and it costs a round trip.
    private static let habits = [
        "gssencmode": "disable",
        "keepalives": "1", "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3",
    ]

    /// The settings that decoding relies on; those of the caller come later and win.
    static let reliedOn = [
        "bytea_output": "hex", "datestyle": "ISO, YMD", "extra_float_digits": "1", "timezone": "UTC",
    ]

    /// The session's settings as options of the server's command line.
    private func startUpOptions() throws -> String {
        var options = further["options"].map { [$0] } ?? []
        for (name, value) in Self.reliedOn.sorted(by: { $0.key < $1.key }) {
            options.append(option(name, value))
        }
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
            let isName = name.utf8.allSatisfy { byte in
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.".utf8.contains(byte)
            }
            guard isName, !name.isEmpty else {
                throw ConnectionFailure.unusableParameter(name, rule: "is not the name of a setting")
            }
            options.append(option(name, value))
        }
        return options.joined(separator: " ")
    }

    /// The server splits its options at white space unless a backslash stands before it.
    private func option(_ name: String, _ value: String) -> String {
        var escaped = ""
        for scalar in value.unicodeScalars {
            if scalar == "\\" || scalar.properties.isWhitespace { escaped += "\\" }
            escaped.unicodeScalars.append(scalar)
        }
        return "-c \(name)=\(escaped)"
    }
}
