/// The head of an answer, whose body went to the caller's closure.
package struct HTTPResponse: Sendable, Equatable {
    /// The status, 200 to 299, or 304 when the request had a condition.
    package let status: Int

    /// The fields of the last answer, those of redirections left out.
    package let headers: HTTPHeaders

    /// The address that answered, after redirections.
    package let address: HTTPAddress

    /// How many bytes the closure got, after unpacking.
    package let bodyByteCount: Int
}
