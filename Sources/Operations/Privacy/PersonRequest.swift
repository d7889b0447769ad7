package import Compliance
package import Tenancy

/// What a person, or whoever answers for him, asks of a tenant as it is declared.
package struct PersonRequest: Sendable {
    package let configuration: TenantConfiguration
    /// Lines of `column=value`, which are personal data: from a file or standard input, never an argument.
    package let subject: String
    /// Tables that hold nothing on persons, as the caller vouches.
    package let exceptions: Set<RelationName>

    package init(configuration: TenantConfiguration, subject: String, exceptions: Set<RelationName> = []) {
        self.configuration = configuration
        self.subject = subject
        self.exceptions = exceptions
    }
}
