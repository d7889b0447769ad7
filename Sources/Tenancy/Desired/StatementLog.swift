/// What pgaudit writes of a tenant's statements into the server's log.
package enum StatementLog {
    /// Parameters of every login, on a server that has loaded pgaudit.
    ///
    /// Changes of structure, rights and rows are written. Reads are not: they are most of what readers do and would
    /// drown the rest, and who may read what stands in the audit chain. Values that a statement was sent with are the
    /// tenant's data and stay out. Only a superuser changes these parameters.
    package static let settings = ["pgaudit.log": "ddl, role, write", "pgaudit.log_parameter": "off"]
}
