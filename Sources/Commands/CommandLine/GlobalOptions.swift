package import Vocabulary

/// The options that every command takes, in any place of its line.
package struct GlobalOptions: Sendable {
    static let root = Option(
        "--root", DirectoryPath.self, "The folder of the installation, which holds sql/ and tenants/.")
    static let environment = Option(
        "--environment", DeploymentEnvironment.self, "The stage whose settings and tenants are used.",
        placeholder: "NAME")
    static let output = Option(
        "--output", short: "-o", OutputFormat.self, default: .table, "How results and failures are written.",
        placeholder: "FORMAT")
    static let isVerbose = Flag(
        "--verbose", short: "-v", "Tell more on standard error, and the code of a failure.")
    static let help = Flag("--help", short: "-h", "Show this help.")
    static let version = Flag("--version", "Show the version of the program.")

    /// All of them, in the order in which help shows them.
    static let fields = [
        root.field, environment.field, output.field, isVerbose.field, help.field, version.field,
    ]

    /// The folder of the installation, when it was named.
    package let root: DirectoryPath?

    /// The stage, when it was named.
    package let environment: DeploymentEnvironment?

    package let output: OutputFormat
    package let isVerbose: Bool

    package init(
        root: DirectoryPath? = nil, environment: DeploymentEnvironment? = nil, output: OutputFormat = .table,
        isVerbose: Bool = false
    ) {
        self.root = root
        self.environment = environment
        self.output = output
        self.isVerbose = isVerbose
    }

    /// Reads what can be read, because even a failure is written as `--output` wants it.
    init(leniently arguments: Arguments) {
        // A value dropped here is reported by `check`, in the form that the others ask for.
        root = (try? Self.root.value(in: arguments)) ?? nil
        environment = (try? Self.environment.value(in: arguments)) ?? nil
        output = (try? Self.output.value(in: arguments)) ?? .table
        isVerbose = Self.isVerbose.value(in: arguments)
    }

    /// - Throws: the failure of the first value that cannot be read.
    static func check(_ arguments: Arguments) throws {
        _ = try root.value(in: arguments)
        _ = try environment.value(in: arguments)
        _ = try output.value(in: arguments)
    }
}
