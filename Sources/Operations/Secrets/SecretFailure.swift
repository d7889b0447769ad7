package import FoundationEssentials
package import Vocabulary

/// Why a secret cannot be set, opened or removed.
package enum SecretFailure: Failure, Equatable {
    /// A name without its kind.
    case noKind(String)
    /// The password of a login is to be changed without the server's knowing.
    case loginIsRotated(String, of: SecretOwner)
    /// A password is to be removed that its login has now, or would have.
    case versionInUse(Int, login: String, of: SecretOwner)
    /// The password of a login that exists is to be removed.
    case loginExists(String, of: SecretOwner)
    case unknown(SecretName, of: SecretOwner, nearest: String?)
    case noVersion(Int, of: SecretName, latest: Int)
    /// The server's clock stands before the moment at which a login got its password.
    case clockSetBack(login: Identifier, appliedAt: Date, now: Date)
    /// Secrets still hang on a version of a key that shall open nothing any more.
    case keyInUse(version: Int, of: SecretOwner, count: Int)
    /// A backup that lies where it was written opens by a version of a key that shall open nothing any more.
    case backupNeedsKey(folder: String, version: Int)
    /// A root key that is not in a file gets no successor in its own place.
    case rootPlaceIsNeeded(String)
    /// What the program itself keeps sealed is not set or removed by hand.
    case isOwn(SecretName)
    /// A secret still opens after its keys were destroyed.
    case stillOpens(String)
    /// The tenant that was named twice is not the same.
    case notConfirmed(TenantIdentifier, TenantIdentifier)

    package var code: FailureCode {
        switch self {
        case .noKind: "OPE201"
        case .loginIsRotated: "OPE202"
        case .loginExists: "OPE211"
        case .versionInUse: "OPE212"
        case .unknown: "OPE203"
        case .noVersion: "OPE204"
        case .clockSetBack: "OPE205"
        case .keyInUse: "OPE206"
        case .backupNeedsKey: "OPE213"
        case .rootPlaceIsNeeded: "OPE207"
        case .isOwn: "OPE208"
        case .stillOpens: "OPE209"
        case .notConfirmed: "OPE210"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .noKind, .loginIsRotated, .loginExists, .rootPlaceIsNeeded, .isOwn, .notConfirmed: .usage
        case .stillOpens: .internal
        case .unknown, .noVersion: .notFound
        case .clockSetBack: .configuration
        case .keyInUse, .backupNeedsKey, .versionInUse: .conflict
        }
    }

    package var message: String {
        switch self {
        case .noKind(let text): "secret \(quoted(text)) names no kind"
        case .loginIsRotated(let login, _): "the password of login \(quoted(login)) is not set by hand"
        case .loginExists(let login, _): "the password of login \(quoted(login)) stays as long as the login does"
        case .versionInUse(let version, let login, _):
            "version \(version) of the password of login \(quoted(login)) is in use"
        case .unknown(let name, let owner, _): "\(owner) has no secret \(quoted("\(name)"))"
        case .noVersion(let version, let name, _): "secret \(quoted("\(name)")) has no version \(version)"
        case .clockSetBack(let login, _, _):
            "the server's clock stands before the last rotation of login '\(login)'"
        case .keyInUse(let version, let owner, let count):
            "\(counted(count, "secret")) of \(owner) \(count == 1 ? "needs" : "need") version \(version) of its key"
        case .backupNeedsKey(let folder, let version):
            "backup \(quoted(folder)) needs version \(version) of the tenant's key"
        case .rootPlaceIsNeeded(let place): "the root key lies in \(place), where no new one can be made"
        case .stillOpens(let label): "\(label) still opens after the shredding"
        case .notConfirmed(let tenant, let other): "tenant '\(tenant)' is to be shredded, and '\(other)' was confirmed"
        case .isOwn(let name): "secret \(quoted("\(name)")) is the program's own"
        }
    }

    package var detail: String? {
        guard case .clockSetBack(_, let appliedAt, let now) = self else { return nil }
        return "rotated at \(appliedAt.formatted(.iso8601)), now \(now.formatted(.iso8601))"
    }

    package var hint: String? {
        switch self {
        case .noKind: "Write KIND/NAME, such as token/api."
        case .loginIsRotated(_, let owner):
            "The server must learn it at the same moment: 'socle secret rotate \(owner.tenantArgument) --logins' gives a new one to both."
        case .loginExists(_, let owner):
            "'socle secret rotate \(owner.tenantArgument) --logins' gives vault and server a new one; --version N removes an older one."
        case .versionInUse(_, _, let owner):
            "'socle secret rotate \(owner.tenantArgument) --logins' gives vault and server a new one; then this one may go."
        case .unknown(_, .tenant(let tenant), let nearest):
            nearest.map { "Did you mean '\($0)'?" } ?? "'socle secret list \(tenant)' shows those that there are."
        case .stillOpens, .notConfirmed: nil
        case .unknown(_, .platform, let nearest):
            nearest.map { "Did you mean '\($0)'?" } ?? "'socle secret list --platform' shows those that there are."
        case .noVersion(_, _, let latest): "The version in use is \(latest)."
        case .keyInUse: "Run 'socle secret rewrap' for it; what cannot be opened is named there."
        case .backupNeedsKey: "Make a new backup, which hangs on the newest key, and remove this one."
        case .rootPlaceIsNeeded: "Say with --to where the new root key lies, such as file:/etc/socle/root.key."
        case .isOwn: "It is made, and made anew, by the commands that need it."
        case .clockSetBack: "Set the clock right; without --due the login is rotated whatever it says."
        }
    }
}
