/// A value that a command takes by its place.
///
/// Required ones stand first, and one that takes several words stands last.
package struct Argument<Value: Sendable>: Parameter {
    package let field: Field
    private let read: @Sendable ([String]) throws -> Value

    package var fields: [Field] { [field] }

    package func value(in arguments: Arguments) throws -> Value {
        try read(arguments.texts(of: field))
    }
}

extension Argument where Value: ArgumentValue {
    /// Exactly one value.
    package init(_ name: String, _ type: Value.Type, _ help: String, completion: Completion? = nil) {
        let field = Field.of(type, .argument, name, help: help, isRequired: true, completion: completion)
        self.field = field
        self.read = { texts in
            guard let text = texts.first else { throw CommandFailure.missing([field.name], usage: nil) }
            return try field.read(text)
        }
    }
}

extension Argument {
    /// One value, or nil.
    package init<Element: ArgumentValue>(
        optional name: String, _ type: Element.Type, _ help: String, completion: Completion? = nil
    ) where Value == Element? {
        let field = Field.of(type, .argument, name, help: help, completion: completion)
        self.field = field
        self.read = { try $0.first.map(field.read) }
    }

    /// Any number of values, none included.
    package init<Element: ArgumentValue>(
        zeroOrMore name: String, _ type: Element.Type, _ help: String, completion: Completion? = nil
    ) where Value == [Element] {
        let field = Field.of(type, .argument, name, help: help, isRepeated: true, completion: completion)
        self.field = field
        self.read = { try $0.map(field.read) }
    }

    /// At least one value.
    package init<Element: ArgumentValue>(
        oneOrMore name: String, _ type: Element.Type, _ help: String, completion: Completion? = nil
    ) where Value == [Element] {
        let field = Field.of(
            type, .argument, name, help: help, isRequired: true, isRepeated: true, completion: completion)
        self.field = field
        self.read = { try $0.map(field.read) }
    }
}
