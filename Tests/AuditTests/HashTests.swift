import Audit
import Cryptography
import FoundationEssentials
import Testing
import Vocabulary

@Suite("Hashes of the audit")
struct HashTests {
    @Test("an event's and a segment's hash are those that another program computes by docs/audit.md")
    func known() throws {
        let event = StoredEvent(
            tenantID: Platform.tenantID, sequence: 1, occurredAt: 1_763_683_200_000_001, class: "proof",
            actor: "socle_provisioner", action: "tenant.applied", object: "rennes", detail: "{\"é\":\"…\"}",
            previous: [UInt8](repeating: 0, count: 32), sha256: [])
        #expect(
            Hex.text(try event.computedHash()) == "771fc8232f90d6d95fd03fef2c355ffebf60404f185062fe8f518fbc8942dc92")
        let segment = AuditSegment(
            tenantID: Platform.tenantID, first: 1, last: 6, accessCount: 1, controlCount: 2, proofCount: 3,
            earliest: 10, latest: 20, previous: [UInt8](repeating: 0, count: 32),
            sha256: [UInt8](repeating: 1, count: 32), merkleRoot: [UInt8](repeating: 2, count: 32), sealedAt: 30,
            proofSequence: 7)
        #expect(
            Hex.text(try segment.computedHash())
                == "af614e7316654a386f7731778cbdf31a077e04e3227b039a955868eb09f33baf")
    }

    /// The leaves and roots with which Certificate Transparency tests its trees.
    @Test("a tree that grows leaf by leaf has the roots of RFC 6962")
    func merkle() throws {
        let leaves = [
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
        ]
        let roots = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ]
        var tree = MerkleTree()
        #expect(Hex.text(try tree.root()) == roots[0])
        for (leaf, root) in zip(leaves, roots.dropFirst()) {
            try tree.append(#require(Hex.bytes(leaf)))
            #expect(Hex.text(try tree.root()) == root)
        }
    }
}
