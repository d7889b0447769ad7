package import FoundationEssentials

/// A piece of work of several named steps, over several databases perhaps, that survives the death of whoever does it.
///
/// Its coded form is kept with the operation and is what a resumed run works with; it holds no secret.
///
/// ```swift
/// struct MoveTenant: Procedure {
///     static let kind = "tenant.move"
///     let tenant: UUID?
///     let target: Placement
///     static let steps: [Step<MoveTenant>] = [
///         Step("check", "Look whether the new place can take it.") { move, context in … },
///         …
///     ]
/// }
/// ```
package protocol Procedure<Context>: Codable, Sendable {
    /// What the steps run with, such as the installation.
    associatedtype Context: Sendable

    /// The stable name under which operations of this kind are kept: `tenant.move`.
    static var kind: String { get }

    /// The tenant who can have no other operation meanwhile; nil when it is nobody's.
    var tenant: UUID? { get }

    /// The steps in their order.
    static var steps: [Step<Self>] { get }

    /// Refuses what cannot be begun.
    ///
    /// Asked before the operation takes a number, and again once nobody else can begin anything on the tenant any more:
    /// what was looked at before may be otherwise by then, if somebody else was first.
    func mayBegin(_ context: Context) throws
}

extension Procedure {
    package func mayBegin(_ context: Context) throws {}
}
