/// The head of a chain as a checkpoint outside the database has it.
package struct AnchoredHead: Hashable, Sendable {
    /// Number of the checkpoint.
    package let anchor: Int
    package let head: AuditHead

    package init(anchor: Int, head: AuditHead) {
        self.anchor = anchor
        self.head = head
    }
}
