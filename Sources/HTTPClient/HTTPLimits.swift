package import Vocabulary

/// How long, how much and how far a request may go.
package struct HTTPLimits: Sendable, Equatable {
    /// The time to find and reach the server, TLS included.
    package var connecting: Duration

    /// The time without a byte after which the server counts as gone.
    package var silence: Duration

    /// The time for everything, redirections and the work of the closure included.
    package var total: Duration

    /// The length of the body after unpacking.
    package var body: ByteCount

    /// How many redirections are followed.
    package var redirects: Int

    package init(
        connecting: Duration = .seconds(10), silence: Duration = .seconds(60),
        total: Duration = .seconds(3600),
        body: ByteCount = ByteCount(bytes: 64_000_000), redirects: Int = 5
    ) {
        self.connecting = connecting
        self.silence = silence
        self.total = total
        self.body = body
        self.redirects = redirects
    }
}
