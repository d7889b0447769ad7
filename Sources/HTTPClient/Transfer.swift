/// What libcurl's callbacks need while one answer comes in.
///
/// A class, because C hands the callbacks a bare address of it.
final class Transfer {
    /// How much of a body that nobody wants is read to keep the connection, in bytes.
    private static let discardLimit = 64 * 1024

    private(set) var head = ResponseHead()
    private(set) var bodyByteCount = 0
    private(set) var ending: Ending?

    /// Where the server lies that was really connected to; nil before, and behind a proxy.
    private(set) var peer: NetworkPlace?

    private let limit: Int
    private let outside: HTTPAddress?
    private let sink: (UnsafeRawBufferPointer) throws -> Void

    /// Why the callbacks themselves ended the transfer.
    enum Ending {
        case failed(any Error)
        case tooLarge
        case headTooLarge
        /// The head said enough: a redirection or a refusal.
        case enough
        /// The server at an address outside led to one inside.
        case inside(from: HTTPAddress)
    }

    /// - Parameter outside: the address outside that led here, when one did.
    init(limit: Int, outside: HTTPAddress? = nil, sink: @escaping (UnsafeRawBufferPointer) throws -> Void) {
        self.limit = limit
        self.outside = outside
        self.sink = sink
    }

    /// Whether the body is what was asked for.
    var isSuccess: Bool { (200...299).contains(head.status) }

    /// The length that the head names; of a packed body it says nothing.
    private var announced: Int {
        guard head.headers["Content-Encoding"] == nil else { return 0 }
        return head.headers["Content-Length"].flatMap { Int($0) } ?? 0
    }

    /// Takes the IP address that was connected to; false ends the transfer before anything is asked.
    func takePeer(_ ip: String) -> Bool {
        let place = NetworkPlace(ip: ip)
        peer = place
        guard let outside, place == .inside else { return true }
        ending = .inside(from: outside)
        return false
    }

    /// Takes a line of the head; false ends the transfer.
    func takeHead(_ line: UnsafeRawBufferPointer) -> Bool {
        if head.take(line) { return true }
        ending = .headTooLarge
        return false
    }

    /// Takes the next part of the body; false ends the transfer.
    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bodyByteCount += bytes.count
        guard isSuccess else {
            if bodyByteCount <= Self.discardLimit { return true }
            ending = .enough
            return false
        }
        guard bodyByteCount <= limit, announced <= limit else {
            ending = .tooLarge
            return false
        }
        do {
            try sink(bytes)
            return true
        } catch {
            ending = .failed(error)
            return false
        }
    }
}
