/// A length of time on the command line: `90s`, `15m`, `2h`.
struct WaitingTime: ArgumentValue {
    let duration: Duration
    let argumentText: String

    init(argument text: String) throws {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
        let digits = text.dropLast()
        guard let unit = text.last.flatMap({ units[$0] }), (1...6).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(digits)
        else { throw UnreadableArgument(expected: "a number and s, m or h, such as 15m") }
        duration = .seconds(count * unit)
        argumentText = text
    }

    /// A time that needs no reading.
    init(seconds: Int, _ text: String) {
        duration = .seconds(seconds)
        argumentText = text
    }

    static var placeholder: String? { "DURATION" }
}
