/// How many rows a command shows at most.
struct RowLimit: ArgumentValue {
    let count: Int

    init(_ count: Int) {
        precondition(count > 0, "a limit lets something through")
        self.count = count
    }

    init(argument text: String) throws {
        guard let count = Int(text), count > 0 else {
            throw UnreadableArgument(expected: "a whole number from 1 on")
        }
        self.count = count
    }

    var argumentText: String { "\(count)" }
    static var placeholder: String? { "N" }
}
