internal import Glibc
import Ingestion
package import Operations
import Settings
import Tenancy
import Vocabulary

extension Context {
    /// The installation that the options, the environment and the settings files name.
    package func installation() throws -> Installation {
        let root = try InstallationRoot.find(
            flag: options.root?.text, processEnvironment: environment, program: CommandLine.programFile)
        var flags: [Setting: (option: String, value: String)] = [:]
        if let stage = options.environment { flags[.environment] = ("--environment", stage.rawValue) }
        return Installation(settings: try .read(root: root, processEnvironment: environment, flags: flags))
    }
}

extension Completion {
    /// From the tenants that are declared in the environment.
    static let tenants = Completion.dynamic { context in
        try context.installation().tenantFolder.tenants().map(\.text)
    }

    /// From the sources that the tenant before declares, save those that are named already; from files too where one
    /// may be meant.
    static func sources(orFiles: Bool) -> Completion {
        .following(
            { context, given in
                guard let tenant = given.first else { return [] }
                let names = try context.installation().sources(of: TenantIdentifier(tenant)).names().map(\.text)
                return names.filter { !given.dropFirst().contains($0) }
            }, orFiles: orFiles)
    }
}

extension CommandLine {
    /// The file of the running program, which Linux knows better than its first argument does.
    static var programFile: String {
        let programPath = "/proc/self/exe"
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(programPath, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : programPath
    }
}
