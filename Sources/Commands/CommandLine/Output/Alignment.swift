/// The side of a column on which its texts stand.
package enum Alignment: Hashable, Sendable {
    case left, right
}
