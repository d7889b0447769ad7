/// What became of a cell.
enum CellOutcome {
    case written
    /// It was written as a code with the zeros that it had lost.
    case restored
    /// It was written without the blanks by which it was filled up.
    case trimmed
    /// It was refused; the output must be taken back.
    case refused(RejectReason)

    /// Why it was refused, or nil.
    var refusal: RejectReason? {
        if case .refused(let reason) = self { reason } else { nil }
    }
}
