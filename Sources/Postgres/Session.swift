/// What a connection remembers between calls.
///
/// A connection is lent as a borrowed value, which cannot change; its memory
/// therefore lives in this object, on the one thread of the connection.
final class Session {
    /// Whether a COPY is under way, during which nothing else can be sent.
    var isCopying = false

    /// The isolation of each open transaction, the outermost first.
    var isolations: [Isolation] = []
}
