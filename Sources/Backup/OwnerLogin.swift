import Cryptography
package import Postgres
import Vault
package import Vocabulary

/// A login that lives as long as one piece of work, and has the rights of an owner and no other.
///
/// The tenant's own logins may be closed, full or frozen; a superuser would run a tenant's constraints as himself.
package struct OwnerLogin: Sendable {
    package let name: Identifier
    /// Whose rights it has.
    package let owner: Identifier

    package init(name: Identifier, owner: Identifier) {
        self.name = name
        self.owner = owner
    }

    /// Makes the login on a server, or gives one that a dead run left a new password.
    ///
    /// **Runs as** provisioner.
    ///
    /// - Parameters:
    ///   - databases: which it may connect to.
    ///   - address: how logins reach the server.
    /// - Returns: how it connects.
    package func open(
        for databases: [Identifier], on server: borrowing Connection, at address: ConnectionParameters
    ) throws -> ConnectionParameters {
        let password = try Vault.makePassword()
        let verifier = try SCRAMVerifier.make(password: password)
        try server.transaction { server in
            let exists = try server.first("select exists (select from pg_roles where rolname = \(name))") { row in
                try row[0] as Bool
            }
            if exists != true { try server.execute("create role \(identifier: name)") }
            try server.execute(
                """
                alter role \(identifier: name) login nosuperuser nocreaterole nocreatedb noreplication nobypassrls
                connection limit 8 password \(literal: verifier)
                """)
            try server.execute("alter role \(identifier: name) set role = \(literal: owner.text)")
            try server.execute("grant \(identifier: owner) to \(identifier: name)")
            for database in databases {
                try server.execute("grant connect on database \(identifier: database) to \(identifier: name)")
            }
            try server.execute("comment on role \(identifier: name) is 'Copies data for an operation of the platform.'")
        }
        var parameters = address.with(user: name.text, password: try password.revealedText())
        parameters.settings["lock_timeout"] = "10s"
        // What a killed program began is not carried on by the server.
        parameters.settings["client_connection_check_interval"] = "1s"
        return parameters
    }

    /// Ends its sessions and takes the login away; none is as good as taken away.
    ///
    /// **Runs as** provisioner.
    package func close(on server: borrowing Connection) throws {
        let exists = try server.first("select exists (select from pg_roles where rolname = \(name))") { row in
            try row[0] as Bool
        }
        guard exists == true else { return }
        try server.execute("alter role \(identifier: name) nologin")
        try server.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = \(name)")
        let databases = try server.query(
            """
            select datname::text from pg_database
            where exists (select from aclexplode(datacl) join pg_roles on pg_roles.oid = grantee where rolname = \(name))
            """
        ) { row -> Identifier in try row[0] }
        for database in databases {
            try server.execute("revoke all on database \(identifier: database) from \(identifier: name)")
        }
        try server.execute("drop role \(identifier: name)")
    }
}
