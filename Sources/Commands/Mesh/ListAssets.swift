import Mesh
import Operations
import Vocabulary

/// `socle mesh assets`: the data sets that the mesh knows.
struct ListAssets: LeafCommand {
    let tenant: TenantIdentifier?

    static let command = Command(
        "assets", "List the data sets that the mesh knows.",
        Option("--tenant", TenantIdentifier.self, "Only those of this tenant.", completion: .tenants),
        make: Self.init(tenant:))

    func run(in context: Context) throws -> Ending {
        try context.present(Listing(assets: context.installation().assets(of: tenant, matching: nil)))
        return .success
    }
}

/// `socle mesh search`: data sets in which words occur.
struct SearchMesh: LeafCommand {
    let words: [String]

    static let command = Command(
        "search", "Find data sets by words in names, descriptions, terms and columns.",
        Argument(oneOrMore: "WORD", String.self, "The words; accents and endings do not matter."),
        make: Self.init(words:))

    func run(in context: Context) throws -> Ending {
        let found = try context.installation().assets(of: nil, matching: words.joined(separator: " "))
        try context.present(Listing(assets: found))
        return found.isEmpty ? .negative : .success
    }
}

/// `socle mesh listings`: what can be asked for.
struct ListListings: LeafCommand {
    static let command = Command("listings", "List what can be asked for.", make: Self.init)

    func run(in context: Context) throws -> Ending {
        try context.present(
            Listing(
                try context.installation().listings(), empty: "Nothing is offered.",
                [
                    Column("listing") { .text($0.listingID) },
                    Column("name") { .text($0.name) },
                    Column("status") { .text($0.status) },
                    Column("tenant") { .text($0.tenant) },
                    Column("project") { .text($0.project) },
                    Column("table") { .text("\($0.schema).\($0.table)") },
                    Column("refreshed_at") { .time($0.refreshedAt) },
                ]))
        return .success
    }
}

extension Listing {
    fileprivate init(assets: [AssetOverview]) {
        self.init(
            assets, empty: "No data set.",
            [
                Column("asset") { .text($0.assetID) },
                Column("title") { .text($0.title) },
                Column("tenant") { .text($0.tenant) },
                Column("table") { .text("\($0.schema).\($0.table)") },
                Column("terms") { .list($0.terms) },
                Column("rows") { .number($0.rowCount) },
                Column("rejected") { .number($0.rejectCount) },
                Column("refreshed_at") { .time($0.refreshedAt) },
                Column("project") { .text($0.project) },
            ])
    }
}
