/// Something that a command takes and that becomes one typed value.
///
/// ``Argument``, ``Option`` and ``Flag`` are the usual ones. Parameters that
/// belong together conform as one, which is the place of their common rule:
///
/// ```swift
/// struct TenantSelection: Parameter {
///     let named = Argument(zeroOrMore: "TENANT", TenantIdentifier.self, "The tenants.")
///     let all = Flag("--all", "Every declared tenant.")
///
///     var fields: [Field] { named.fields + all.fields }
///
///     func value(in arguments: Arguments) throws -> [TenantIdentifier]? {
///         let names = try named.value(in: arguments)
///         switch (names.isEmpty, all.value(in: arguments)) {
///         case (true, false): throw CommandFailure.oneIsNeeded(["TENANT", "--all"])
///         case (false, true): throw CommandFailure.conflicting(["TENANT", "--all"])
///         case (_, let isAll): return isAll ? nil : names
///         }
///     }
/// }
/// ```
package protocol Parameter: Sendable {
    associatedtype Value: Sendable

    /// What the help screen, the reading and the completions need to know.
    var fields: [Field] { get }

    /// Makes the value out of the words that were given.
    func value(in arguments: Arguments) throws -> Value
}
