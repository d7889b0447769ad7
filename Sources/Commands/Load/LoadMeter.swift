import Formats
import FoundationEssentials
import Ingestion
import Vocabulary

/// How progress is told.
enum ProgressForm: String, CaseIterable, ArgumentValue {
    /// One line that is drawn anew.
    case bar
    /// One JSON object a line: start, progress every few seconds, notes, finish or failure.
    case events
    case nothing = "none"
}

/// Tells on standard error how far a load is.
///
/// Where nothing was asked for and nobody looks, a load that ends soon is told
/// in a sentence, and one that goes on in events: short ones stay readable in
/// a pipe, long ones are watched by programs.
final class LoadMeter {
    private let context: Context
    private let form: ProgressForm
    private let isAsked: Bool
    private let begin = ContinuousClock.now
    /// What the first event says, until it is told.
    private var pendingStart: [(String, JSON)]?
    private var lastShown: ContinuousClock.Instant?
    private var lastPhase: LoadProgress.Phase?
    private var readingSince: ContinuousClock.Instant?

    private static let redrawn = Duration.milliseconds(100)
    private static let toldAgain = Duration.seconds(5)

    /// - Parameter form: as was asked for; nil for a bar on a terminal and events elsewhere.
    init(_ context: Context, _ form: ProgressForm?) {
        self.context = context
        isAsked = form != nil
        let isTerminal = context.standardError.terminal != nil
        self.form = form ?? (isTerminal ? .bar : .events)
        // The first event is due after a while, the first bar at once.
        lastShown = self.form == .events ? .now : nil
    }

    func start(_ request: LoadRequest, of tenant: TenantIdentifier) {
        pendingStart = [
            ("tenant", .string(tenant.text)), ("source", .string("\(request.origin)")),
            ("declared_as", JSON(request.declaredAs?.text)), ("table", .string("\(request.schema).\(request.table)")),
            ("mode", .string(request.mode.rawValue)),
        ]
        if isAsked { tellStart() }
    }

    /// Whether events are told by now.
    private var tellsEvents: Bool { form == .events && pendingStart == nil }

    private func tellStart() {
        guard let members = pendingStart else { return }
        pendingStart = nil
        tell("start", members)
    }

    /// Shows how far the load is, unless that was shown just now.
    func show(_ progress: LoadProgress) {
        let now = ContinuousClock.now
        if case .reading = progress.phase, readingSince == nil { readingSince = now }
        guard form != .nothing else { return }
        if case .waiting(let holder) = progress.phase {
            let words = "waiting for the load of \(holder.map { "\($0)" } ?? "another") to end"
            if form == .events {
                tellStart()
                tell("waiting", [("holder", JSON(holder?.name))])
            } else {
                draw(words)
            }
            return
        }
        // What begins now is told at once: it may be long before something is read again.
        let isNew = progress.phase != lastPhase && (form == .bar || tellsEvents)
        if !isNew, let lastShown, now - lastShown < (form == .bar ? Self.redrawn : Self.toldAgain) { return }
        (lastShown, lastPhase) = (now, progress.phase)
        let line = LoadMeterLine(progress, since: readingSince, begin: begin, now: now)
        if form == .bar { draw(line.text(width: (context.standardError.terminal?.width ?? 80) - 1)) }
        if form == .events {
            tellStart()
            tell("progress", line.members)
        }
    }

    /// Takes the bar away again.
    func clear() {
        if form == .bar { draw("") }
    }

    /// Tells what a person should know of the load.
    func note(_ sentence: String) {
        guard tellsEvents else { return context.note(sentence, style: .caution) }
        tell("note", [("text", .string(sentence))])
    }

    func finish(_ report: LoadReport) {
        guard tellsEvents else {
            // That the rows were there already is said by a note.
            if report.outcome == .loaded { context.note(report.summary) }
            return
        }
        tell(
            "finish",
            [
                ("outcome", .string(report.outcome.rawValue)),
                ("load", .string(report.loadID.uuidString.lowercased())),
                ("rows", JSON(report.tally?.loaded)), ("rejected", JSON(report.tally?.rejected)),
                ("ignored", JSON(report.tally?.ignored)), ("bytes", JSON(report.byteCount)),
                ("seconds", .number(String((report.seconds * 1000).rounded() / 1000))),
                ("rows_per_second", JSON(report.rowsPerSecond)),
            ])
    }

    func fail(_ error: any Error) {
        let failure = error as? any Failure
        tell(
            "failure",
            [("code", JSON(failure?.code.text)), ("message", .string(failure?.message ?? "\(error)"))])
    }

    private func draw(_ text: String) {
        // A screen that is gone is no reason to stop the work.
        try? context.standardError.write("\r\u{1B}[K\(visible(text))")
    }

    private func tell(_ event: String, _ members: [(String, JSON)]) {
        guard tellsEvents else { return }
        let head: [(String, JSON)] = [("event", .string(event)), ("at", .string(Date().formatted(.iso8601)))]
        let line = JSON.object((head + members).map { JSON.Member($0.0, $0.1) }).visibleLine
        try? context.standardError.write(line + "\n")
    }
}
