/// A word that is there or not: `--dry-run`.
package struct Flag: Parameter {
    package let field: Field

    package init(_ name: String, _ help: String) {
        self.init(name, short: nil, help)
    }

    init(_ name: String, short: String?, _ help: String) {
        field = Field(.flag, name, short: short, help: help)
    }

    package var fields: [Field] { [field] }

    package func value(in arguments: Arguments) -> Bool {
        !arguments.texts(of: field).isEmpty
    }
}
