/// The untyped face of one argument, option or flag.
package struct Field: Sendable {
    package enum Shape: Sendable {
        /// Found by its place: `TENANT`.
        case argument
        /// Found by its name and followed by a value: `--tier TIER`.
        case option
        /// Found by its name, without a value: `--dry-run`.
        case flag
    }

    package let shape: Shape

    /// `TENANT`, `--tier`, `--dry-run`.
    package let name: String

    /// The one-letter name, which only options of every command have: `-o`.
    package let short: String?

    /// What stands for the value in a usage line.
    package let placeholder: String

    /// A sentence with a full stop.
    package let help: String

    package let isRequired: Bool
    package let isRepeated: Bool

    /// The value that stands when none is given.
    package let defaultText: String?

    /// All values there are, when they can be listed.
    package let choices: [String]

    package let completion: Completion

    init(
        _ shape: Shape, _ name: String, short: String? = nil, placeholder: String = "", help: String,
        isRequired: Bool = false, isRepeated: Bool = false, defaultText: String? = nil,
        choices: [String] = [],
        completion: Completion = .choices
    ) {
        self.shape = shape
        self.name = name
        self.short = short
        self.placeholder = placeholder
        self.help = help
        self.isRequired = isRequired
        self.isRepeated = isRepeated
        self.defaultText = defaultText
        self.choices = choices
        self.completion = completion
    }

    /// The field of an argument or option whose value has a type.
    static func of<Element: ArgumentValue>(
        _ type: Element.Type, _ shape: Shape, _ name: String, short: String? = nil,
        placeholder: String? = nil,
        help: String, isRequired: Bool = false, isRepeated: Bool = false,
        default defaultValue: Element? = nil,
        completion: Completion? = nil
    ) -> Field {
        let bareName = String(name.drop { $0 == "-" }).uppercased()
        return Field(
            shape, name, short: short, placeholder: placeholder ?? Element.placeholder ?? bareName,
            help: help,
            isRequired: isRequired, isRepeated: isRepeated, defaultText: defaultValue?.argumentText,
            choices: Element.choices, completion: completion ?? Element.completion)
    }

    /// Whether a word on the command line names this option or flag.
    func isNamed(_ word: String) -> Bool {
        shape != .argument && (word == name || word == short)
    }

    /// The name with the place of its value: `--tier TIER`, `TENANT`.
    var synopsis: String {
        shape == .option ? "\(name) \(placeholder)" : name
    }

    /// The same after the one-letter name: `-o, --output FORMAT`.
    var fullSynopsis: String {
        short.map { "\($0), \(synopsis)" } ?? synopsis
    }
}
