/// An encoding and why it was chosen.
struct EncodingDecision: Equatable {
    let encoding: TextEncoding

    /// The encoding of records that are not valid in the first, when two meet in one file.
    let fallback: TextEncoding?
    let evidence: String

    /// What of the text is wrong although it can be read, as a sentence for people.
    var warning: String?
}
