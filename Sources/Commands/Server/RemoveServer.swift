import Operations
import Vocabulary

/// `socle server remove`: gives up a cluster.
struct RemoveServer: LeafCommand {
    let name: ServerName

    static let command = Command(
        "remove", "Give up a cluster in which no tenant lies, with its password and its mark.",
        ServerCommands.name, make: Self.init(name:))

    func run(in context: Context) throws -> Ending {
        if let unreached = try context.installation().removeServer(name) {
            context.note("The mark stays on the cluster, which was not reached: \(unreached.message)", style: .caution)
        }
        context.note("Server '\(name)' is given up.")
        return .success
    }
}
