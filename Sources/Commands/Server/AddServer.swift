internal import Cryptography
import Operations
import Vocabulary

/// `socle server add`: registers a cluster, or changes what is registered of it.
struct AddServer: LeafCommand {
    let name: ServerName
    let address: String?
    let password: PasswordInput
    let region: String?
    let overcommit: Double?
    let ca: FilePath?

    static let command = Command(
        "add", "Register a cluster, or change what is registered of it.",
        ServerCommands.name,
        Option(
            "--address", String.self,
            "Where it is: postgresql://user@host:port/, or postgresql:///?host=/folder/of/socket&port=N."),
        PasswordInput.Choice(),
        Option("--region", String.self, "The region in which it stands, as tenants' files name it."),
        Option("--overcommit", Double.self, "How often what it has may be promised to tenants; 1 when it is new."),
        Option(
            "--ca", FilePath.self, "The file of the certificates that signed the server's, for one beyond this machine."
        ),
        discussion: """
            The cluster is looked at first: its version, a superuser, extensions, passwords, pg_hba.conf, TLS. It gets a \
            mark, so that no other installation and no other environment registers it, and what is open to everybody in \
            it is closed. The password is sealed and never stands in the address; a local cluster that knows the \
            provisioner by peer needs none. What is not given stays as it was, so that the command can be repeated.
            """,
        examples: [
            Example(
                "socle server add metropole --address 'postgresql:///?host=/run/postgresql&port=5433' --region france",
                "A second cluster of this machine."),
            Example(
                "pass show pg | socle server add lyon --address postgresql://admin@db.lyon.example/ --ca lyon.pem --password-stdin",
                "A cluster elsewhere, by TLS."),
            Example("socle server add base --region france", "Say where the base stands."),
        ],
        make: Self.init(name:address:password:region:overcommit:ca:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        let registration = ServerRegistration(
            name: name, address: try address.map { try ServerAddress($0) }, region: region, overcommit: overcommit,
            caFile: ca?.text)
        let findings =
            switch password {
            case .none: try installation.addServer(registration, password: nil)
            case .from(let file):
                try installation.addServer(
                    registration,
                    password: SecretInput(file: file, isExact: false).read(
                        "Password", isConfirmed: false, context: context))
            }
        context.note("Server '\(name)' is registered.")
        try context.present(Listing(findings: findings))
        return .success
    }
}

/// From where a command takes a password that is somebody else's to give, if it takes one.
enum PasswordInput: Sendable {
    case none
    /// A file; nil for standard input or the terminal.
    case from(FilePath?)

    /// `[--password-stdin | --password-file FILE]`.
    struct Choice: Parameter {
        private let stdin = Flag("--password-stdin", "Read the password from standard input.")
        private let file = Option("--password-file", FilePath.self, "Take the password from a file.")

        var fields: [Field] { stdin.fields + file.fields }

        func value(in arguments: Arguments) throws -> PasswordInput {
            switch (stdin.value(in: arguments), try file.value(in: arguments)) {
            case (false, nil): .none
            case (true, nil): .from(nil)
            case (false, let file?): .from(file)
            case (true, _?): throw CommandFailure.conflicting(["--password-stdin", "--password-file"])
            }
        }
    }
}
