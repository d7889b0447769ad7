package import Postgres
package import Subprocess
import Vocabulary

/// PostgreSQL's own programs that write and read archives, with the way to a database in their environment.
///
/// A password is in the environment, which only the same account can read, and never in an argument.
package struct PostgresTool: Sendable {
    /// The folder of `pg_dump` and `pg_restore`.
    package let programs: String

    package init(programs: String) {
        self.programs = programs
    }

    /// A run of a program on a database.
    package func process(_ program: String, _ arguments: [String], on parameters: ConnectionParameters) -> Subprocess {
        var process = Subprocess("\(programs)/\(program)", arguments)
        let names = [
            ("PGHOST", parameters.host), ("PGPORT", parameters.port.map { String($0) }),
            ("PGDATABASE", parameters.database), ("PGUSER", parameters.user), ("PGPASSWORD", parameters.password),
            ("PGSSLMODE", parameters.sslMode), ("PGSSLROOTCERT", parameters.further["sslrootcert"]),
            ("PGSSLCERT", parameters.further["sslcert"]), ("PGSSLKEY", parameters.further["sslkey"]),
        ]
        for case (let name, let value?) in names { process.environment[name] = value }
        process.environment["PGAPPNAME"] = "socle"
        // None of a person's own files has a say.
        process.environment["PGPASSFILE"] = "/dev/null"
        process.environment["PGSERVICEFILE"] = "/dev/null"
        return process
    }

    /// Writes an archive of some schemas.
    ///
    /// - Parameters:
    ///   - snapshot: the exported snapshot that it shows.
    ///   - path: the folder or file to be made.
    package func dump(
        _ schemas: [String], snapshot: String?, structureOnly: Bool, to path: String,
        on parameters: ConnectionParameters
    ) throws {
        var arguments = [
            "--format=\(structureOnly ? "custom" : "directory")", "--file=\(path)", "--strict-names",
            "--lock-wait-timeout=10s", "--no-password", "--no-owner",
        ]
        if structureOnly { arguments.append("--schema-only") }
        if let snapshot { arguments.append("--snapshot=\(snapshot)") }
        arguments += schemas.map { "--schema=\"\($0)\"" }
        try process("pg_dump", arguments, on: parameters).check()
    }

    /// The entries of an archive, each with its number and what stands behind it.
    func entries(of archive: String) throws -> [(line: String, description: String)] {
        let listing = Subprocess("\(programs)/pg_restore", ["--list", archive])
        return try listing.check().split(separator: "\n").compactMap { line in
            guard line.first != ";" else { return nil }
            // `215; 1259 16386 TABLE schema name owner`; PostgreSQL writes no line end of a name here.
            let parts = line.split(separator: " ", maxSplits: 3)
            guard parts.count == 4 else { return nil }
            return (String(line), String(parts[3]))
        }
    }
}
