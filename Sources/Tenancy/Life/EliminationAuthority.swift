/// By what right data is destroyed that may be public archives.
///
/// **Source** Code du patrimoine, L212-2 and L214-3: nothing of public archives
/// is eliminated without the visa of the archives.
package enum EliminationAuthority: Hashable, Codable, Sendable {
    /// The reference of the visa that the departmental archives gave.
    case visa(String)
    /// The statement of whoever erases that the data are no public archives.
    case attestation(String)

    /// The word for it in a certificate.
    package var kind: String {
        switch self {
        case .visa: "visa"
        case .attestation: "attestation"
        }
    }

    package var text: String {
        switch self {
        case .visa(let text), .attestation(let text): text
        }
    }
}
