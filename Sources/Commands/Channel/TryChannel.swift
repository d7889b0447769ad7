import Channels
import Operations
import Vocabulary

/// `socle channel try`: sees a channel with the eyes of its readers.
struct TryChannel: LeafCommand {
    let tenant: TenantIdentifier
    let channel: Channel
    let rowLimit: Int

    static let command = Command(
        "try", "Log in as a channel's readers do, read their views, and try all the rest.",
        ChannelCommands.tenant, ChannelCommands.channel,
        Option("--rows", Int.self, default: 3, "How many rows of each view are shown."),
        discussion: "Ends with 1 when anything could be read that was not declared.",
        make: Self.init(tenant:channel:rowLimit:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        let trial = try installation.trial(of: installation.channel(channel, of: tenant), rowLimit: max(0, rowLimit))
        try context.present(Presentation(trial))
        return trial.unexpected.isEmpty ? .success : .negative
    }
}

/// What a reader saw: for people a card and tables, for programs one object.
private struct Presentation: Presentable {
    private let trial: ChannelTrial
    private let summary: Card

    init(_ trial: ChannelTrial) {
        self.trial = trial
        summary = [
            "login": .text(trial.login),
            "views": .number(trial.views.count),
            "refused": .value(
                .number(String(trial.refusedCount)),
                shownAs: "\(trial.refusedCount) other relations, each with SQLSTATE 42501"),
            "unexpected": .list(trial.unexpected, style: trial.unexpected.isEmpty ? .good : .bad),
        ]
    }

    func lines(on terminal: Terminal?) -> [String] {
        let views = trial.views.flatMap { view -> [String] in
            let heading = Style.strong.applied(to: "\(view.name), \(counted(view.rowCount, "row"))", on: terminal)
            let comment =
                view.comment.map { ["  " + $0.split(whereSeparator: \.isNewline).joined(separator: " ")] } ?? []
            return ["", heading] + comment + rows(of: view).lines(on: terminal).map { "  " + $0 }
        }
        return summary.lines(on: terminal) + views
    }

    var json: JSON {
        guard case .object(var members) = summary.json else { return summary.json }
        members.removeAll { $0.name == "views" }
        let views = trial.views.map { view -> JSON in
            [
                "name": .string(view.name), "comment": JSON(view.comment), "row_count": JSON(view.rowCount),
                "rows": rows(of: view).json,
            ]
        }
        return .object(members + [JSON.Member("views", .array(views))])
    }

    private func rows(of view: ChannelTrial.View) -> Listing {
        let columns = view.columns.enumerated().map { index, name in
            Column<[String?]>(name, title: name) { .text($0[index]) }
        }
        return Listing(view.rows, empty: "No row.", columns)
    }
}
