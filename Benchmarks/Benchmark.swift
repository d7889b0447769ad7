/// Something that is measured against its peer, side by side in one run.
///
/// Each has a file of its own, which extends this type by a constant, and a
/// place in the list of `main.swift`.
struct Benchmark: Sendable {
    /// What `make bench ONLY=…` calls it: lowercase, with hyphens.
    let name: String

    /// What is measured, against what, in one line.
    let summary: String

    /// Measures; ours and the peer in turn, several times, so that both meet the same machine.
    let run: @Sendable () throws -> [Measurement]
}
