import FoundationEssentials
import Glibc
import Journal
import Postgres

/// `JournalTrial start TABLE ROWS | resume N | undo N`: runs the trial on the base that `TRIAL_BASE` names.
@main
struct JournalTrial {
    static func main() {
        do {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            print("\(error)")
            exit(1)
        }
    }

    private static func run(_ words: [String]) throws {
        let address = ProcessInfo.processInfo.environment["TRIAL_BASE"] ?? ""
        let base = try Connection(to: ConnectionParameters(url: address))
        let number = Int(words.last ?? "") ?? 0
        switch words.first {
        case "start":
            let tenant = ProcessInfo.processInfo.environment["TRIAL_TENANT"].flatMap(UUID.init(uuidString:))
            try Journal.start(Fill(tenant: tenant, table: words[1], rows: number), on: base, with: address)
        case "resume": try Journal.resume(number, knowing: [Fill.self], on: base, with: address)
        default: try Journal.undo(number, knowing: [Fill.self], on: base, with: address)
        }
    }
}
