internal import COpenSSL

/// The list of errors that OpenSSL keeps per thread.
///
/// libpq and libcurl use the same list on the same thread and would take an
/// old entry for an error of their own, so every call leaves it empty: after a
/// failure, and after a success that noted one on its way.
package enum ErrorQueue {
    /// Takes every entry and gives the texts, oldest first.
    @discardableResult
    package static func drain() -> [String] {
        var reasons: [String] = []
        while case let entry = ERR_get_error(), entry != 0 {
            reasons.append(ERR_reason_error_string(entry).map { String(cString: $0) } ?? "error \(entry)")
        }
        return reasons
    }

    /// Makes the failure of an operation, named as in «could not …».
    static func failure(_ operation: String) -> CryptographyFailure {
        .library(operation: operation, reasons: drain())
    }

    /// - Throws: CRY101 unless OpenSSL answered 1.
    static func check(_ status: Int32, _ operation: String) throws {
        guard status == 1 else { throw failure(operation) }
        clear()
    }

    /// Forgets every entry; costs next to nothing when there is none.
    static func clear() {
        if ERR_peek_error() != 0 { ERR_clear_error() }
    }
}
