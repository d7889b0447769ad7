/// `socle access`: who may do what, by which path, and the proof of it.
enum AccessCommands {
    static let command = Command.group(
        "access", "Say who may do what, by which path, and prove it.",
        [CheckAccess.command, TryMatrix.command])
}
