/// A word of the command line: a noun that groups commands, or a verb that runs.
///
/// The whole program is one such value, from which the reading of arguments,
/// the help screens, the completions and `docs/commands.md` are derived:
///
/// ```swift
/// Command.group("tenant", "Declare tenants and make them real.", [
///     NewTenant.command,
///     ApplyTenants.command,
/// ])
/// ```
package struct Command: Sendable {
    /// Reads its arguments at once and gives back what then runs.
    package typealias Preparation = @Sendable (Arguments) throws -> @Sendable (Context) throws -> Ending

    /// What stands behind the word.
    package enum Content: Sendable {
        case group([Command])
        case leaf([Field], Preparation)
    }

    package let name: String

    /// One imperative sentence with a full stop, shown in lists.
    package let abstract: String

    /// Paragraphs for the command's own help screen; a line that begins with a space is kept as it is.
    package let discussion: String

    package let examples: [Example]

    /// Whether lists and completions leave the command out.
    package let isHidden: Bool

    /// Whether the group's own name means this command when no other of its commands follows.
    package let isStandIn: Bool

    package let content: Content

    /// A noun with its verbs, in the order in which help shows them.
    package static func group(
        _ name: String, _ abstract: String, _ children: [Command], discussion: String = ""
    ) -> Command {
        Command(
            name: name, abstract: abstract, discussion: discussion, examples: [], isHidden: false,
            isStandIn: false, content: .group(children))
    }

    private init(
        name: String, abstract: String, discussion: String, examples: [Example], isHidden: Bool,
        isStandIn: Bool, content: Content
    ) {
        self.name = name
        self.abstract = abstract
        self.discussion = discussion
        self.examples = examples
        self.isHidden = isHidden
        self.isStandIn = isStandIn
        self.content = content
    }

    /// A verb with its parameters, whose values make the command in the order of declaration.
    ///
    /// - Parameters:
    ///   - parameters: arguments, options and flags; the compiler checks their types against `make`.
    ///   - make: the command's initialiser, written with its labels so that both lists can be compared by eye.
    package init<each Declared: Parameter, Leaf: LeafCommand>(
        _ name: String, _ abstract: String, _ parameters: repeat each Declared, discussion: String = "",
        examples: [Example] = [], isHidden: Bool = false, isStandIn: Bool = false,
        make: @escaping @Sendable (repeat (each Declared).Value) -> Leaf
    ) {
        var fields: [Field] = []
        for parameter in repeat each parameters { fields += parameter.fields }
        let preparation: Preparation = { arguments in
            let leaf = make(repeat try (each parameters).value(in: arguments))
            return { context in try leaf.run(in: context) }
        }
        self.init(
            name: name, abstract: abstract, discussion: discussion, examples: examples, isHidden: isHidden,
            isStandIn: isStandIn, content: .leaf(fields, preparation))
    }

    /// The command that a group's own name stands for, if it has one.
    var standIn: Command? { children.first { $0.isStandIn } }

    /// The commands of a group; none of a leaf.
    package var children: [Command] {
        if case .group(let children) = content { children } else { [] }
    }

    /// The parameters of a leaf; none of a group.
    package var fields: [Field] {
        if case .leaf(let fields, _) = content { fields } else { [] }
    }
}
