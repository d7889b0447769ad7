import Vocabulary

extension MeshFailure {
    package var message: String {
        switch self {
        case .duplicate(let kind, let name): "\(kind) \(quoted(name)) is given twice"
        case .unknown(let kind, let name, _): "there is no \(kind) \(quoted(name))"
        case .ambiguous(let kind, let name, let candidates):
            "\(kind) \(quoted(name)) can be any of \(candidates.map { quoted($0) }.joined(separator: ", "))"
        case .empty(let what): "'\(what)' is empty"
        case .tooLong(let what, let count, let limit):
            "'\(what)' has \(count) characters; \(limit) are allowed"
        case .separatorInName(let name): "the name \(quoted(name)) contains ' / '"
        case .filterOfManyKinds(let name, let kinds):
            "filter \(quoted(name)) has \(kinds.isEmpty ? "no effect" : kinds.joined(separator: " and "))"
        case .filterNodeOfManyKinds(let kinds):
            kinds.isEmpty
                ? "a condition is empty" : "a condition is \(kinds.joined(separator: " and ")) at once"
        case .keepOfMask(let mask):
            mask == "partial"
                ? "mask 'partial' does not say how many characters it keeps"
                : "mask '\(mask)' keeps no characters"
        case .otherDomain(let existing, let wanted):
            "the mesh already has the domain \(quoted(existing)) and cannot take \(quoted(wanted))"
        case .projectOfOtherTenant(let project, let table):
            "project \(quoted(project)) does not belong to the tenant who owns \(quoted(table))"
        case .projectMoved(let project, let what):
            "project \(quoted(project)) already belongs to another \(what)"
        case .listingWithoutProject(let table):
            "asset \(quoted(table)) is offered without a project that answers for it"
        case .unitBelowItself(let name): "domain unit \(quoted(name)) lies below itself"
        case .filterInUse(let filter, let table):
            "filter \(quoted(filter)) of \(quoted(table)) belongs to an approved subscription and cannot change"
        case .changedMeanwhile(let change): "the mesh changed meanwhile; not done: \(change)"
        case .filter(let name, let table, let problem):
            "filter \(quoted(name)) of \(quoted(table)) \(problem.words)"
        case .contradictingMasks(let column, let table):
            "column \(quoted(column)) of \(quoted(table)) would have two different masks"
        case .noColumnLeft(let table): "the filters leave no column of \(quoted(table))"
        case .acrossDatabases(let producer, let producerDatabase, let consumer, let consumerDatabase):
            "tenant \(quoted(producer)) lies in database \(quoted(producerDatabase)) and tenant \(quoted(consumer)) in "
                + "\(quoted(consumerDatabase)); a share needs both in the base"
        case .ownListing(let listing, let tenant):
            "listing \(quoted(listing)) is tenant \(quoted(tenant))'s own data"
        case .inactiveListing(let name): "listing \(quoted(name)) is withdrawn"
        case .decided(let request, let status): "request \(quoted(request)) is already \(status)"
        case .ended(let subscription, let status): "subscription \(quoted(subscription)) is \(status)"
        case .approvedOtherwise(let request, let what):
            "request \(quoted(request)) was approved with \(what)"
        case .expiryInThePast: "the access would end before it begins"
        case .missingRole(let role, let tenant): "tenant \(quoted(tenant)) has no role \(quoted(role))"
        case .missingTable(let table): "table \(quoted(table)) does not exist"
        case .noShare(let request): "request \(quoted(request)) has no share that could be proved"
        case .attachedCode(let table, let code):
            "table \(quoted(table)) carries code that would run as its reader: "
                + code.map { quoted($0) }.joined(separator: ", ")
        case .shareInUse(let view):
            "the access to \(quoted(view)) is taken away, but sessions keep the share from being dropped"
        }
    }

    package var hint: String? {
        switch self {
        case .unknown(_, _, let nearest?): "Did you mean '\(nearest)'?"
        case .unknown("table", _, _): "A table comes into the mesh when it is loaded; load it first."
        case .ambiguous("term", _, _): "Write the glossary before the term, as in 'Glossary / Term'."
        case .ambiguous: "Use the identifier instead."
        case .filterOfManyKinds: "Give row_filter, included_columns or column_masks, and only one of them."
        case .filterNodeOfManyKinds: "Write one of and, or, or an operator such as equalTo."
        case .keepOfMask("partial"): "Write 'keep' with a number from 1 to 64."
        case .keepOfMask: "Remove 'keep'."
        case .otherDomain: "An environment has one domain; use its name, or another environment."
        case .projectMoved: "Declare a project of another name."
        case .filterInUse:
            "Write a filter of another name and approve with it, or revoke the subscription first."
        case .changedMeanwhile: "Run the import again."
        case .filter(_, _, let problem): problem.hint
        case .acrossDatabases:
            "Shares across databases come with a later release; until then place both tenants in the base."
        case .ended: "Ask again for the listing."
        case .approvedOtherwise: "Revoke the subscription, then ask and approve again."
        case .missingRole(_, let tenant): "Run socle tenant apply \(tenant) first."
        case .noShare: "Approve the request first."
        case .attachedCode: "Remove it from the table as a superuser, then approve again."
        case .shareInUse: "Run the same command again to drop it; nobody reads through it any more."
        default: nil
        }
    }
}
