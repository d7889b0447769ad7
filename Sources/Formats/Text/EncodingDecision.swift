/// An encoding and why it was chosen.
struct EncodingDecision: Equatable {
    let encoding: TextEncoding

    /// The encoding of records that are not valid in the first, when two meet in one file.
    let fallback: TextEncoding?
    let evidence: String

    /// What is said of a text without any character beyond ASCII, which is the same in almost every encoding.
    static let plainEvidence = "ASCII throughout"

    /// What of the text is wrong although it can be read, as a sentence for people.
    var warning: String?
}
