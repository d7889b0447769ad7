package import Postgres

extension AuditChain {
    /// Reads the chain once and judges it, as it stands at one moment.
    ///
    /// **Cost** a hash an event; memory does not grow with their number.
    ///
    /// - Parameter anchors: the chain's heads as checkpoints outside the database have them; nil when there are
    ///   checkpoints that are not at hand.
    package func verify(in connection: borrowing Connection, anchors: [AnchoredHead]? = []) throws -> ChainVerdict {
        try connection.transaction(.repeatableRead.readOnly) { connection in
            var verifier = ChainVerifier(self, anchors: anchors)
            let head = try head(in: connection)
            try read(in: connection) { try verifier.take($0) }
            return try verifier.finish(head: head)
        }
    }
}
