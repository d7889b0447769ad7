package import Vocabulary

/// Why the mesh did not take what it was given.
package enum MeshFailure: Failure, Hashable {
    // Documents
    case duplicate(kind: String, name: String)
    case unknown(kind: String, name: String, nearest: String?)
    case ambiguous(kind: String, name: String, candidates: [String])
    case empty(what: String)
    case tooLong(what: String, count: Int, limit: Int)
    case separatorInName(String)
    case filterOfManyKinds(name: String, kinds: [String])
    case filterNodeOfManyKinds([String])
    case keepOfMask(String)
    case otherDomain(existing: String, wanted: String)
    case projectOfOtherTenant(project: String, table: String)
    case projectMoved(project: String, what: String)
    case listingWithoutProject(table: String)
    case unitBelowItself(String)
    case filterInUse(filter: String, table: String)
    case changedMeanwhile(String)

    // Filters
    case filter(name: String, table: String, FilterProblem)
    case contradictingMasks(column: String, table: String)
    case noColumnLeft(table: String)

    // Subscriptions
    case acrossDatabases(
        producer: String, producerDatabase: String, consumer: String, consumerDatabase: String)
    case ownListing(listing: String, tenant: String)
    case inactiveListing(String)
    case decided(request: String, status: String)
    case ended(subscription: String, status: String)
    case approvedOtherwise(request: String, what: String)
    case expiryInThePast
    case missingRole(String, tenant: String)
    case missingTable(String)
    case noShare(String)
    case attachedCode(table: String, [String])
    case shareInUse(String)

    package var code: FailureCode {
        switch self {
        case .duplicate: "MES101"
        case .unknown: "MES102"
        case .ambiguous: "MES103"
        case .empty: "MES104"
        case .tooLong: "MES105"
        case .separatorInName: "MES106"
        case .filterOfManyKinds: "MES107"
        case .filterNodeOfManyKinds: "MES108"
        case .keepOfMask: "MES109"
        case .otherDomain: "MES110"
        case .projectOfOtherTenant: "MES111"
        case .projectMoved: "MES112"
        case .listingWithoutProject: "MES113"
        case .unitBelowItself: "MES114"
        case .filterInUse: "MES115"
        case .changedMeanwhile: "MES116"
        case .filter(_, _, let problem): problem.code
        case .contradictingMasks: "MES211"
        case .noColumnLeft: "MES212"
        case .acrossDatabases: "MES301"
        case .ownListing: "MES302"
        case .inactiveListing: "MES303"
        case .decided: "MES304"
        case .ended: "MES305"
        case .approvedOtherwise: "MES306"
        case .expiryInThePast: "MES307"
        case .missingRole: "MES308"
        case .missingTable: "MES309"
        case .noShare: "MES310"
        case .attachedCode: "MES311"
        case .shareInUse: "MES312"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .duplicate, .empty, .tooLong, .separatorInName, .filterOfManyKinds, .filterNodeOfManyKinds,
            .keepOfMask, .projectOfOtherTenant, .listingWithoutProject, .unitBelowItself, .filter,
            .contradictingMasks, .noColumnLeft:
            .invalidData
        case .unknown, .missingTable, .noShare: .notFound
        case .ambiguous, .expiryInThePast: .usage
        case .otherDomain, .projectMoved, .filterInUse, .acrossDatabases, .ownListing, .inactiveListing,
            .decided, .ended, .approvedOtherwise, .attachedCode:
            .conflict
        case .changedMeanwhile, .shareInUse: .busy
        case .missingRole: .configuration
        }
    }
}
