/// A value that a command takes by its name: `--tier free` or `--tier=free`.
///
/// No option takes a secret: a command line can be read by every user of the
/// machine. Secrets come from a file or from standard input.
package struct Option<Value: Sendable>: Parameter {
    package let field: Field
    private let read: @Sendable ([String]) throws -> Value

    package var fields: [Field] { [field] }

    package func value(in arguments: Arguments) throws -> Value {
        try read(arguments.texts(of: field))
    }
}

extension Option where Value: ArgumentValue {
    /// One value that must be given.
    package init(
        required name: String, _ type: Value.Type, _ help: String, placeholder: String? = nil,
        completion: Completion? = nil
    ) {
        let field = Field.of(
            type, .option, name, placeholder: placeholder, help: help, isRequired: true,
            completion: completion)
        self.field = field
        self.read = { texts in
            guard let text = texts.last else { throw CommandFailure.missing([field.name], usage: nil) }
            return try field.read(text)
        }
    }

    /// One value, or the one that stands when none is given.
    package init(
        _ name: String, _ type: Value.Type, default defaultValue: Value, _ help: String,
        placeholder: String? = nil, completion: Completion? = nil
    ) {
        self.init(
            name, short: nil, type, default: defaultValue, help, placeholder: placeholder,
            completion: completion)
    }

    init(
        _ name: String, short: String?, _ type: Value.Type, default defaultValue: Value, _ help: String,
        placeholder: String? = nil, completion: Completion? = nil
    ) {
        let field = Field.of(
            type, .option, name, short: short, placeholder: placeholder, help: help, default: defaultValue,
            completion: completion)
        self.field = field
        self.read = { try $0.last.map(field.read) ?? defaultValue }
    }
}

extension Option {
    /// One value, or nil.
    package init<Element: ArgumentValue>(
        _ name: String, _ type: Element.Type, _ help: String, placeholder: String? = nil,
        completion: Completion? = nil
    ) where Value == Element? {
        let field = Field.of(
            type, .option, name, placeholder: placeholder, help: help, completion: completion)
        self.field = field
        self.read = { try $0.last.map(field.read) }
    }

    /// As many values as the option is repeated.
    package init<Element: ArgumentValue>(
        repeated name: String, _ type: Element.Type, _ help: String, placeholder: String? = nil,
        completion: Completion? = nil
    ) where Value == [Element] {
        let field = Field.of(
            type, .option, name, placeholder: placeholder, help: help, isRepeated: true,
            completion: completion)
        self.field = field
        self.read = { try $0.map(field.read) }
    }
}
