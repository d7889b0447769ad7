import Mesh
import Operations
import Vocabulary

/// `socle mesh subscription request`: asks for a listing.
struct RequestSubscription: LeafCommand {
    let listing: String
    let project: String
    let reason: String

    static let command = Command(
        "request", "Ask for a listing in the name of a project.",
        Argument("LISTING", String.self, "The listing, by name or identifier."),
        Option(required: "--project", String.self, "The project that will read it.", placeholder: "NAME"),
        Option(required: "--reason", String.self, "What it is needed for.", placeholder: "TEXT"),
        discussion: "Asking twice gives the same request.",
        make: Self.init(listing:project:reason:))

    func run(in context: Context) throws -> Ending {
        let request = try context.installation().requestSubscription(to: listing, project: project, reason: reason)
        let state: String
        switch request.outcome {
        case .asked: state = "asked"
        case .pending: state = "waits for an answer"
        case .subscribed: state = "subscribed already"
        }
        try context.present(["request": .text(request.requestID), "outcome": .text(state)] as Card)
        return .success
    }
}

/// `socle mesh subscription approve`: accepts a request; the access is real when it ends.
struct ApproveSubscription: LeafCommand {
    let request: String
    let filters: [String]
    let expiry: Moment?
    let comment: String?

    static let command = Command(
        "approve", "Accept a request, make the access and prove it.",
        Argument("REQUEST", String.self, "The request, as 'list' shows it."),
        Option(
            repeated: "--filter", String.self, "A filter of the asset, by name; all of them hold together.",
            placeholder: "NAME"),
        Option("--expires", Moment.self, "When the access ends, as 2027-12-31 or 2027-12-31T18:00:00Z."),
        Option("--comment", String.self, "What is said with the answer.", placeholder: "TEXT"),
        discussion: """
            View, filters, masks, rights and audit rows are one transaction. Then the server is entered as the reader, \
            who must read the share and be refused the table behind it; only then is the grant GRANTED.
            """,
        make: Self.init(request:filters:expiry:comment:))

    func run(in context: Context) throws -> Ending {
        let approval = Approval(requestID: request, filters: filters, expiresAt: expiry?.date, comment: comment)
        let approved = try context.installation().approve(approval)
        let card: Card = [
            "subscription": .text(approved.result.subscriptionID),
            "share": .text("\(approved.result.schema).\(approved.result.view)"),
            "grant": .text(approved.failure == nil ? "GRANTED" : "GRANT_FAILED"),
            "failure": .text(approved.failure),
        ]
        try context.present(["subscription": card, "changes": Listing(sentences: approved.result.changes)] as Report)
        return approved.failure == nil ? .success : .negative
    }
}

/// `socle mesh subscription reject`: refuses a request.
struct RejectSubscription: LeafCommand {
    let request: String
    let comment: String?

    static let command = Command(
        "reject", "Refuse a request.",
        Argument("REQUEST", String.self, "The request, as 'list' shows it."),
        Option("--comment", String.self, "What is said with the answer.", placeholder: "TEXT"),
        make: Self.init(request:comment:))

    func run(in context: Context) throws -> Ending {
        try context.installation().rejectSubscription(request, comment: comment)
        context.note("The request is rejected.")
        return .success
    }
}

/// `socle mesh subscription revoke`: ends a subscription.
struct RevokeSubscription: LeafCommand {
    let subscription: String
    let byConsumer: Bool

    static let command = Command(
        "revoke", "End a subscription: the rights at once, then the view.",
        Argument("SUBSCRIPTION", String.self, "The subscription or its request, as 'list' shows it."),
        Flag("--cancel", "End it as the one who subscribed."),
        discussion: "What was built upon the share falls with it, the views of channels included.",
        make: Self.init(subscription:byConsumer:))

    func run(in context: Context) throws -> Ending {
        let changes = try context.installation().endSubscription(
            subscription, as: byConsumer ? .cancelled : .revoked)
        try context.present(Listing(sentences: changes))
        return .success
    }
}

/// `socle mesh subscription list`: requests and what became of them.
struct ListSubscriptions: LeafCommand {
    let tenant: TenantIdentifier?

    static let command = Command(
        "list", "List requests and what became of them.",
        Option("--tenant", TenantIdentifier.self, "Only those in which this tenant has a part.", completion: .tenants),
        make: Self.init(tenant:))

    func run(in context: Context) throws -> Ending {
        try context.present(
            Listing(
                try context.installation().subscriptions(of: tenant), empty: "Nobody asked for anything.",
                [
                    Column("request") { .text($0.requestID) },
                    Column("listing") { .text($0.listing) },
                    Column("producer") { .text($0.producer) },
                    Column("consumer") { .text($0.consumer) },
                    Column("status") { .text($0.requestStatus) },
                    Column("subscription") { .text($0.subscriptionStatus) },
                    Column("grant") { .text($0.grantStatus) },
                    Column("expires_at") { .time($0.expiresAt) },
                    Column("share") { overview in
                        .text(overview.shareSchema.flatMap { schema in overview.shareView.map { "\(schema).\($0)" } })
                    },
                    Column("failure") { .text($0.failure) },
                ]))
        return .success
    }
}
