import Glibc
import Vocabulary

/// The folder that holds `sql/`, `tenants/` and `dbt/`, which are read at run time.
package struct InstallationRoot: Hashable, Sendable {
    /// How the folder was found.
    package enum Origin: String, Sendable {
        case flag = "--root"
        case processEnvironment = "SOCLE_ROOT"
        case share = "beside the program"
        case checkout = "checkout above the program"
    }

    /// The folder's absolute path.
    package let path: String
    package let origin: Origin

    package init(path: String, origin: Origin) {
        self.path = path
        self.origin = origin
    }

    /// Finds the root: the flag, `SOCLE_ROOT`, `<program>/../share/socle`, or the checkout above the program.
    ///
    /// - Throws: ``SettingsFailure``: no root, or a named folder that is none.
    package static func find(flag: String?, processEnvironment: [String: String], program: String) throws
        -> InstallationRoot
    {
        if let flag { return try named(flag, origin: .flag) }
        if let path = processEnvironment["SOCLE_ROOT"], !path.isEmpty {
            return try named(path, origin: .processEnvironment)
        }
        let folders = ancestors(of: program)
        if folders.count > 1, isRoot(folders[1] + "/share/socle") {
            return InstallationRoot(path: folders[1] + "/share/socle", origin: .share)
        }
        if let checkout = folders.first(where: { isRoot($0) }) {
            return InstallationRoot(path: checkout, origin: .checkout)
        }
        throw SettingsFailure.noRoot(program: program)
    }

    /// The path of a file or folder below the root.
    package func path(of name: String) -> String { "\(path)/\(name)" }

    private static func named(_ path: String, origin: Origin) throws -> InstallationRoot {
        guard let resolved = realpath(path, nil) else { throw SettingsFailure.notARoot(path: path) }
        defer { free(resolved) }
        let absolute = String(cString: resolved)
        guard isRoot(absolute) else { throw SettingsFailure.notARoot(path: path) }
        return InstallationRoot(path: absolute, origin: origin)
    }

    /// A root is known by the migrations without which nothing works.
    private static func isRoot(_ path: String) -> Bool {
        var facts = stat()
        return stat("\(path)/sql/database/migrations", &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    /// The folders above a program, nearest first.
    private static func ancestors(of program: String) -> [String] {
        guard let resolved = realpath(program, nil) else { return [] }
        defer { free(resolved) }
        var parts = String(cString: resolved).split(separator: "/").map(String.init)
        var folders: [String] = []
        while !parts.isEmpty {
            parts.removeLast()
            folders.append("/" + parts.joined(separator: "/"))
        }
        return folders
    }
}
