package import Vocabulary

/// Why a channel cannot be switched, or its kit not be written.
package enum ChannelFailure: Failure, Hashable {
    case notDeclared(channel: String, tenant: String)
    case foreignSchema(schema: String, owner: String)
    case socketForRemoteReader(String)

    package var code: FailureCode {
        switch self {
        case .notDeclared: "CHN101"
        case .foreignSchema: "CHN102"
        case .socketForRemoteReader: "CHN103"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .notDeclared: .notFound
        case .foreignSchema: .conflict
        case .socketForRemoteReader: .configuration
        }
    }

    package var message: String {
        switch self {
        case .notDeclared(let channel, let tenant):
            "tenant \(quoted(tenant)) has no channel \(quoted(channel))"
        case .foreignSchema(let schema, let owner):
            "schema \(quoted(schema)) belongs to role \(quoted(owner)) and not to the platform"
        case .socketForRemoteReader(let host):
            "a remote reader cannot use the socket \(quoted(host))"
        }
    }

    package var hint: String? {
        switch self {
        case .notDeclared(_, let tenant):
            "Add it to 'channels' in the tenant's file and run socle tenant apply \(tenant)."
        case .foreignSchema: "Run socle tenant apply, which gives the schema back to its role."
        case .socketForRemoteReader: "Give the host name and port at which readers reach the server."
        }
    }
}
