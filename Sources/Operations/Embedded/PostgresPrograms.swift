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
            .map { PostgresPrograms(folder: "\(home)/\($0)/bin") }.first(where: \.isInstalled)
        guard let found else { throw OperationFailure.noPostgreSQL }
        return found
    }

    /// The programs of the release that made a cluster, also when a newer one was installed since.
    ///
    /// - Parameter remembered: the folder of the programs that served it last.
    /// - Throws: ``OperationFailure/releaseGone(major:data:)``.
    static func serving(_ data: String, remembered: String?) throws -> PostgresPrograms {
        if let remembered, PostgresPrograms(folder: remembered).isInstalled {
            return PostgresPrograms(folder: remembered)
        }
        let version = String(
            decoding: FileManager.default.contents(atPath: "\(data)/PG_VERSION") ?? Data(), as: UTF8.self)
        let major = version.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        let programs = PostgresPrograms(folder: "/usr/lib/postgresql/\(major)/bin")
        guard programs.isInstalled else { throw OperationFailure.releaseGone(major: major, data: data) }
        return programs
    }

    private var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path(of: "initdb")) }

    /// Whether a library that the server can load lies beside the programs.
    func hasLibrary(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder)/../lib/\(name).so")
    }

    /// The path of a program.
    package func path(of program: String) -> String { "\(folder)/\(program)" }
}
