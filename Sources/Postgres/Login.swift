import CLibPQ
import Glibc

/// One attempt to connect, from the first packet to a session that is ready.
///
/// libpq's own blocking functions are not used: only between the steps of an
/// attempt can it be told to report the SQLSTATE of a refusal, and only one's
/// own waiting keeps to a time limit below a second.
struct Login {
    let parameters: ConnectionParameters

    /// - Returns: a `PGconn *` that the caller finishes.
    /// - Throws: ``ConnectionFailure``.
    func open() throws -> OpaquePointer {
        guard let connection = try start() else {
            throw ConnectionFailure.unreachable(server: "", report: "out of memory")
        }
        do {
            PQsetNoticeReceiver(connection, { _, _ in }, nil)
            PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
            try wait(for: connection)
            PQsetErrorVerbosity(connection, PQERRORS_DEFAULT)
            try settle(connection)
        } catch {
            PQfinish(connection)
            throw error
        }
        return connection
    }

    private func start() throws -> OpaquePointer? {
        let options = try parameters.libpqOptions()
        var keywords = options.map { UnsafePointer(strdup($0.keyword)) }
        var values = options.map { UnsafePointer(strdup($0.value)) }
        defer {
            for case let pointer? in keywords + values {
                // One of them is the password.
                explicit_bzero(UnsafeMutableRawPointer(mutating: pointer), strlen(pointer))
                free(UnsafeMutableRawPointer(mutating: pointer))
            }
        }
        keywords.append(nil)
        values.append(nil)
        // The 0 keeps a database called `host=…` from being read as parameters.
        return PQconnectStartParams(keywords, values, 0)
    }

    private func wait(for connection: OpaquePointer) throws {
        let deadline = ContinuousClock.now + parameters.connectTimeout
        var events = Int16(POLLOUT)
        if PQstatus(connection) == CONNECTION_BAD { throw failure(of: connection) }
        while true {
            var descriptor = pollfd(fd: PQsocket(connection), events: events, revents: 0)
            let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
            guard left > 0 else {
                throw ConnectionFailure.timedOut(server: server(connection), after: parameters.connectTimeout)
            }
            let count = poll(&descriptor, 1, Int32(min(left.rounded(.up), 60_000)))
            if count == 0 || (count < 0 && errno == EINTR) { continue }
            switch PQconnectPoll(connection) {
            case PGRES_POLLING_OK: return
            case PGRES_POLLING_READING: events = Int16(POLLIN)
            case PGRES_POLLING_WRITING: events = Int16(POLLOUT)
            default: throw failure(of: connection)
            }
        }
    }

    /// Undoes what `PGTZ` and `PGDATESTYLE` of the environment do, which outrank start-up options.
    private func settle(_ connection: OpaquePointer) throws {
        let given = Set(parameters.settings.keys.map { $0.lowercased() })
        for (name, reported) in [("timezone", "TimeZone"), ("datestyle", "DateStyle")]
        where !given.contains(name) {
            guard let wanted = ConnectionParameters.reliedOn[name] else { continue }
            let present = PQparameterStatus(connection, reported).map { String(cString: $0) }
            if present == wanted { continue }
            let result = QueryResult(owning: PQexec(connection, "set \(name) = '\(wanted)'"))
            if result.isFailure {
                let report = ServerReport(of: result.pointer)
                throw refusal(of: connection, report.sqlState, report: report.message)
            }
        }
    }

    private func server(_ connection: OpaquePointer) -> String {
        let host = PQhost(connection).map { String(cString: $0) } ?? ""
        let port = PQport(connection).map { String(cString: $0) } ?? ""
        // A directory of sockets: the port is part of the socket's name.
        return host.hasPrefix("/") ? "\(host)/.s.PGSQL.\(port)" : "\(host):\(port)"
    }

    private func failure(of connection: OpaquePointer) -> ConnectionFailure {
        let report = PQerrorMessage(connection).map { String(cString: $0) } ?? ""
        if let state = refusalState(in: report) {
            return refusal(of: connection, state, report: withoutLocations(report))
        }
        if PQconnectionNeedsPassword(connection) == 1 {
            return .passwordMissing(server: server(connection), user: user(connection))
        }
        // Without a host and a port libpq has not come to trying one.
        if server(connection) == ":" { return .unusableSetting(report: report) }
        return .unreachable(server: server(connection), report: withoutLocations(report))
    }

    private func refusal(
        of connection: OpaquePointer, _ state: SQLState, report: String
    ) -> ConnectionFailure {
        let database = PQdb(connection).map { String(cString: $0) } ?? ""
        return .refused(
            server: server(connection), user: user(connection), database: database, sqlState: state,
            report: report)
    }

    private func user(_ connection: OpaquePointer) -> String {
        PQuser(connection).map { String(cString: $0) } ?? ""
    }
}

/// Finds why the server refused, in a verbose report: `FATAL:  28P01: …`.
///
/// The SQLSTATE stands after two spaces whatever the language. libpq tries
/// again without TLS, or at another address, and then reports several; a rule
/// of pg_hba.conf that fits only one of the attempts (28000) explains least.
func refusalState(in report: String) -> SQLState? {
    let states = report.split(separator: "\n").compactMap { line -> SQLState? in
        let bytes = Array(line.utf8)
        guard bytes.count >= 10 else { return nil }
        for start in 0...(bytes.count - 10)
        where bytes[start..<(start + 3)].elementsEqual(":  ".utf8)
            && bytes[(start + 8)..<(start + 10)].elementsEqual(": ".utf8)
        {
            let state = bytes[(start + 3)..<(start + 8)]
            let isState = state.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
            if isState { return SQLState(rawValue: String(decoding: state, as: UTF8.self)) }
        }
        return nil
    }
    return states.first { $0 != .invalidAuthorization } ?? states.first
}

/// Drops the lines that say where in the server's source a report was made.
///
/// They are the ones with two spaces after the colon and no SQLSTATE: `LOCATION:  auth_failed, auth.c:326`.
func withoutLocations(_ report: String) -> String {
    report.split(separator: "\n").filter { line in
        guard let colon = line.firstRange(of: ":  "),
            line[..<colon.lowerBound].allSatisfy({ !$0.isWhitespace })
        else { return true }
        return !isLocation(line[colon.upperBound...])
    }.joined(separator: "\n")
}

/// Whether a text is `function, file.c:line`.
private func isLocation(_ text: Substring) -> Bool {
    let parts = text.split(separator: ", ")
    guard parts.count == 2, let colon = parts[1].lastIndex(of: ":") else { return false }
    return parts[1][..<colon].hasSuffix(".c") && Int(parts[1][parts[1].index(after: colon)...]) != nil
}
