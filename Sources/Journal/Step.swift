package import Vocabulary

/// A named part of a procedure.
///
/// A step can be run again after a death at any point of it, also when all of its work was done and only the
/// journal does not know yet: it inspects, and does not remember. The same is true of its undoing, which finds
/// a step that did all, a part or nothing.
package struct Step<P: Procedure>: Sendable {
    /// What a step is besides its work.
    package enum Kind: Sendable {
        case plain
        /// What was done from here on cannot be undone, not even when the step died at its beginning.
        case pointOfNoReturn
        /// The operation waits before it until somebody confirms.
        case confirmed
    }

    /// The name, unique among the procedure's steps, in small letters with hyphens.
    package let name: String
    /// One sentence that says what it does.
    package let description: String
    package let kind: Kind

    /// Does the work; what it returns is kept with the step and can be read by later ones.
    package let run: @Sendable (P, StepContext<P>) throws -> JSON?

    /// Takes the work back, whatever was done of it; nil when nothing is left behind.
    package let undo: (@Sendable (P, StepContext<P>) throws -> Void)?

    /// Refuses the undoing by throwing, before anything of the operation is undone; nil when nothing speaks against it.
    package let mayUndo: (@Sendable (P, StepContext<P>) throws -> Void)?

    package init(
        _ name: String, _ description: String, _ kind: Kind = .plain,
        run: @escaping @Sendable (P, StepContext<P>) throws -> JSON?,
        undo: (@Sendable (P, StepContext<P>) throws -> Void)? = nil,
        mayUndo: (@Sendable (P, StepContext<P>) throws -> Void)? = nil
    ) {
        self.name = name
        self.description = description
        self.kind = kind
        self.run = run
        self.undo = undo
        self.mayUndo = mayUndo
    }
}
