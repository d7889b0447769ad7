internal import CCurl

/// When a server that refused wants to be asked again.
///
/// **Source** RFC 9110, section 10.2.3.
package enum RetryAfter: Sendable, Hashable, CustomStringConvertible {
    /// After so many seconds.
    case seconds(Int)
    /// Not before a moment, in seconds since 1970 UTC.
    case moment(Int)

    /// Reads the value of the field, or returns nil when it is neither.
    init?(_ value: String) {
        if let seconds = Int(value) {
            guard seconds >= 0 else { return nil }
            self = .seconds(seconds)
        } else {
            let moment = curl_getdate(value, nil)
            guard moment > 0 else { return nil }
            self = .moment(moment)
        }
    }

    /// How many seconds are left, seen from a moment in seconds since 1970 UTC.
    package func seconds(from now: Int) -> Int {
        switch self {
        case .seconds(let seconds): seconds
        case .moment(let moment): max(0, moment - now)
        }
    }

    package var description: String {
        switch self {
        case .seconds(let seconds): "\(seconds) s"
        case .moment(let moment): "until \(moment) s after 1970 UTC"
        }
    }
}
