import FoundationEssentials
package import Mesh
import Postgres
import Tenancy
package import Vocabulary

extension Installation {
    /// Reads a document of the mesh and compares it with what the base holds.
    ///
    /// - Parameter isApplied: whether the difference is carried out.
    /// - Returns: the changes in sentences; none when there is nothing to do.
    package func importMesh(from path: String, isApplied: Bool) throws -> [String] {
        guard let data = FileManager.default.contents(atPath: path) else { throw OperationFailure.noFile(path: path) }
        let document = try MeshDocument(parsing: [UInt8](data), file: path)
        try relay()
        let base = try connectMigratedBase()
        if isApplied { return try MeshPlan.import(document, into: base).changes.map { "\($0)" } }
        return try MeshPlan(document, against: .inspect(base)).changes.map { "\($0)" }
    }

    /// The mesh as a document in YAML, or nil when it has no domain yet.
    package func exportMesh() throws -> String? {
        try MeshCatalog.inspect(connectMigratedBase()).document?.yaml()
    }

    /// Assets of one tenant or of all, or those in which the words occur.
    package func assets(of tenant: TenantIdentifier?, matching words: String?) throws -> [AssetOverview] {
        let base = try connectRuntime(to: basePlace)
        if let words { return try AssetOverview.search(words, in: base) }
        return try AssetOverview.list(of: tenant?.text, in: base)
    }

    /// Every listing of the mesh.
    package func listings() throws -> [ListingOverview] {
        try ListingOverview.list(in: connectRuntime(to: basePlace))
    }

    /// Requests and subscriptions of one tenant or of all.
    package func subscriptions(of tenant: TenantIdentifier?) throws -> [SubscriptionOverview] {
        try SubscriptionOverview.list(of: tenant?.text, in: connectRuntime(to: basePlace))
    }

    /// Asks for a listing in the name of a project.
    package func requestSubscription(to listing: String, project: String, reason: String) throws -> SubscriptionRequest
    {
        try SubscriptionRequest.ask(
            for: listing, project: project, reason: reason, in: connectRuntime(to: basePlace))
    }

    /// What an approval did, and what its proof showed.
    package struct ApprovedSubscription: Sendable {
        package let result: Approval.Result
        /// Why the access was not granted in the end; nil when it was.
        package let failure: String?
    }

    /// Accepts a request, makes the access, and proves it as the consumer.
    package func approve(_ approval: Approval) throws -> ApprovedSubscription {
        let base = try connectMigratedBase()
        let result = try approval.carryOut(in: base)
        if result.isGranted { return ApprovedSubscription(result: result, failure: nil) }
        let reader = try parameters(forLogin: TenantNames(result.consumer).appLogin, of: result.consumer)
        switch try GrantProof.run(result.requestID, as: reader, in: base) {
        case .granted: return ApprovedSubscription(result: result, failure: nil)
        case .failed(let reason): return ApprovedSubscription(result: result, failure: reason)
        }
    }

    /// Refuses a request.
    package func rejectSubscription(_ requestID: String, comment: String?) throws {
        try SubscriptionRequest.reject(requestID, comment: comment, in: connectMigratedBase())
    }

    /// Ends a subscription: the view and the rights go in one transaction.
    ///
    /// - Returns: what was done, in sentences.
    package func endSubscription(_ id: String, as end: SubscriptionEnd) throws -> [String] {
        try end.end(id, in: connectMigratedBase())
    }
}
