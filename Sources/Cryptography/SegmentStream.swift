/// Authenticated encryption of content of any length, segment by segment.
///
/// Each segment is a message of its own for AES-256-GCM, whose nonce says which
/// one it is and whether it is the last, so that no segment can be moved, left
/// out or cut off unseen. Content is cut into segments of 65,536 bytes; only
/// the last may be shorter, and empty only when there is no other.
///
/// **Source** the construction STREAM of Hoang, Reyhanitabar, Rogaway and Vizár,
/// «Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance», 2015.
package enum SegmentStream {
    /// The length of every segment but the last, in bytes.
    package static let segmentByteCount = 65_536

    /// The length of every sealed segment but the last, in bytes: ciphertext and tag.
    package static let sealedByteCount = segmentByteCount + AESGCM.tagByteCount

    /// The length of the part of a nonce that one stream has to itself, in bytes.
    package static let prefixByteCount = 7
}
