import FoundationEssentials
import Vocabulary

/// The folder of an installed PostgreSQL's programs.
package struct PostgresPrograms: Hashable, Sendable {
    /// The oldest major release that the platform runs on.
    package static let oldestMajor = 15

    /// The folder that holds `initdb`, `pg_ctl` and `postgres`.
    package let folder: String

    /// Finds the newest release of Debian's that can make a cluster.
    ///
    /// - Throws: ``OperationFailure/noPostgreSQL``.
    package static func find() throws -> PostgresPrograms {
        let home = "/usr/lib/postgresql"
        // Without the folder there is no release, which is what the failure below says.
        let releases = (try? FileManager.default.contentsOfDirectory(atPath: home)) ?? []
        let found = releases.compactMap(Int.init).filter { $0 >= oldestMajor }.sorted(by: >)
            .map { "\(home)/\($0)/bin" }
            .first { FileManager.default.isExecutableFile(atPath: "\($0)/initdb") }
        guard let found else { throw OperationFailure.noPostgreSQL }
        return PostgresPrograms(folder: found)
    }

    /// The path of a program.
    package func path(of program: String) -> String { "\(folder)/\(program)" }
}
