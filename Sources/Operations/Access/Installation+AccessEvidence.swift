package import Access
import FoundationEssentials
import Settings
import Vocabulary

extension Installation {
    /// Keeps a matrix in a new file of mode 0600: Markdown, or JSON when the name ends so.
    ///
    /// - Throws: ``OperationFailure/cannotWrite(path:reason:)`` also when there is such a file.
    package func keepEvidence(_ report: MatrixReport, in path: String) throws {
        if FileManager.default.fileExists(atPath: path) {
            throw OperationFailure.cannotWrite(path: path, reason: "it exists already")
        }
        let madeAt = Date().formatted(.iso8601)
        let text =
            path.hasSuffix(".json")
            ? JSON.object([
                .init("environment", .string(settings.environment.rawValue)), .init("made_at", .string(madeAt)),
                .init("matrix", report.json),
            ]).indented + "\n"
            : report.markdown(environment: settings.environment.rawValue, madeAt: madeAt)
        try writeFile(path, text, mode: 0o600)
    }
}
