/// A command that runs: its stored properties are its arguments, already of their types.
///
/// ```swift
/// /// `socle tenant new`: writes the declaration of a new tenant.
/// struct NewTenant: LeafCommand {
///     let tenant: TenantIdentifier
///     let tier: Tier
///     let isDryRun: Bool
///
///     static let command = Command(
///         "new", "Write the declaration of a new tenant.",
///         Argument("TENANT", TenantIdentifier.self, "The short name of the tenant."),
///         Option(required: "--tier", Tier.self, "The level of service."),
///         Flag("--dry-run", "Show the file and write nothing."),
///         examples: [Example("socle tenant new rennes --tier free", "Declare a tenant on the free tier.")],
///         make: Self.init(tenant:tier:isDryRun:))
///
///     func run(in context: Context) throws -> Ending {
///         …
///         return .success
///     }
/// }
/// ```
package protocol LeafCommand: Sendable {
    /// The declaration, which a group lists among its children.
    static var command: Command { get }

    /// Does the work.
    ///
    /// - Returns: the way it ended, when that is no failure.
    /// - Throws: a ``Failure`` or a ``FailureList``, which the program renders.
    func run(in context: Context) throws -> Ending
}
