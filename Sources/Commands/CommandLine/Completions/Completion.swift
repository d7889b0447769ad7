/// How a shell completes the value of a parameter.
package enum Completion: Sendable {
    /// From the choices of the type; with nothing when it has none.
    case choices
    case files
    case directories
    /// From the commands of the program, as `socle help` takes them.
    case commands
    /// From what the installation holds, such as the declared tenants; a failure completes nothing.
    case dynamic(@Sendable (Context) throws -> [String])
    /// From what the installation holds for the values of the arguments before it, such as a tenant's sources.
    case following(@Sendable (Context, _ given: [String]) throws -> [String], orFiles: Bool)
}
