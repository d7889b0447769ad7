extension Field {
    /// The help with what the declaration adds to it: choices, default, repetition.
    var explanation: String {
        var notes: [String] = []
        if !choices.isEmpty { notes.append(choices.listed("or")) }
        if let defaultText { notes.append("default: \(defaultText)") }
        if isRequired, shape == .option { notes.append("required") }
        if isRepeated, shape == .option { notes.append("may be repeated") }
        return notes.isEmpty ? help : "\(help) (\(notes.joined(separator: "; ")))"
    }
}
