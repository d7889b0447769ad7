package import Tenancy
package import Vocabulary

/// Why a procedure over several parts could not be carried out.
package enum OperationFailure: Failure {
    case noPostgreSQL
    case foreignFolder(path: String, owner: String)
    case releaseGone(major: String, data: String)
    case embeddedServerStopped
    case unusableFolder(path: String, character: Character)
    case noFreePort
    case cannotWrite(path: String, reason: String)
    case serverDidNotStart(data: String, log: String)
    case notEmbedded
    case noFile(path: String)
    case otherEnvironment(database: String, of: DeploymentEnvironment)
    case keyStoreGone(folder: String)
    case noPassword(login: Identifier)
    case noExtension(name: String, major: Int)
    case held(LockHolder)

    package var code: FailureCode {
        switch self {
        case .noPostgreSQL: "OPE101"
        case .foreignFolder: "OPE102"
        case .noFreePort: "OPE103"
        case .cannotWrite: "OPE104"
        case .serverDidNotStart: "OPE105"
        case .notEmbedded: "OPE106"
        case .noExtension: "OPE107"
        case .noPassword: "OPE108"
        case .unusableFolder: "OPE109"
        case .noFile: "OPE110"
        case .otherEnvironment: "OPE113"
        case .keyStoreGone: "OPE114"
        case .releaseGone: "OPE111"
        case .embeddedServerStopped: "OPE112"
        case .held: "OPE115"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .noPostgreSQL, .foreignFolder, .unusableFolder, .noExtension, .releaseGone: .configuration
        case .noFreePort, .serverDidNotStart, .embeddedServerStopped: .unavailable
        case .noPassword, .noFile: .notFound
        case .otherEnvironment, .cannotWrite: .conflict
        case .keyStoreGone: .configuration
        case .notEmbedded: .usage
        case .held: .busy
        }
    }

    package var message: String {
        switch self {
        case .noPostgreSQL: "no PostgreSQL \(PostgresPrograms.oldestMajor) or newer is installed"
        case .foreignFolder(let path, let owner): "\(quoted(path)) is no private folder of account \(quoted(owner))"
        case .releaseGone(let major, let data):
            "PostgreSQL \(major), which made the cluster \(quoted(data)), is not installed"
        case .embeddedServerStopped: "the embedded server is not running"
        case .unusableFolder(let path, let character):
            "folder \(quoted(path)) has the character \(quoted(String(character))), which PostgreSQL's programs cannot take"
        case .noFreePort: "no port from 15432 to 15999 is free on the loopback address"
        case .cannotWrite(let path, let reason): "\(quoted(path)) cannot be written: \(reason)"
        case .serverDidNotStart(let data, _): "the embedded PostgreSQL in \(quoted(data)) did not start"
        case .notEmbedded: "SOCLE_PROVISIONER_URL names a server that is not the embedded one"
        case .otherEnvironment(let database, let environment):
            "database \(quoted(database)) is the base of environment '\(environment.rawValue)'"
        case .keyStoreGone(let folder): "key store \(quoted(folder)) is gone"
        case .noFile(let path): "file \(quoted(path)) cannot be read"
        case .noPassword(let login): "the vault holds no password of login '\(login)'"
        case .held(let holder): "\(holder) holds what is needed"
        case .noExtension(let name, _): "the server does not have the extension \(quoted(name))"
        }
    }

    package var detail: String? {
        guard case .serverDidNotStart(_, let log) = self, !log.isEmpty else { return nil }
        return log
    }

    package var hint: String? {
        switch self {
        case .noPostgreSQL: "Install the Debian packages postgresql-15 and postgresql-15-postgis-3."
        case .foreignFolder:
            "Somebody else made it under the name that the server needs; remove it, or set SOCLE_STATE to another folder."
        case .releaseGone(let major, _):
            "Install the Debian packages postgresql-\(major) and postgresql-\(major)-postgis-3."
        case .embeddedServerStopped: "Run 'socle dev start'."
        case .unusableFolder: "Set SOCLE_STATE to a folder whose path has none of \" $ ` and \\."
        case .notEmbedded: "Unset SOCLE_PROVISIONER_URL and SOCLE_RUNTIME_URL to use the embedded server."
        case .otherEnvironment: "Give the environment that is meant with --environment, or set another server for it."
        case .keyStoreGone:
            "Put it back from its backup; without it no sealed secret can be opened. 'socle dev reset' starts over."
        case .held(let holder):
            "Try again when its transaction is over, or end it with 'select pg_terminate_backend(\(holder.process))'."
        case .noPassword: "Run 'socle tenant apply', which gives each login one."
        case .noExtension(let name, let major):
            "Install it where the server runs: on Debian the package postgresql-\(major)\(name == "postgis" ? "-postgis-3" : "")."
        case .noFreePort, .cannotWrite, .serverDidNotStart, .noFile: nil
        }
    }
}
