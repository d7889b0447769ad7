/// `socle dev`: the embedded server of a checkout.
enum DevCommands {
    static let command = Command.group(
        "dev", "Run the embedded PostgreSQL of this installation.",
        [StartDev.command, StopDev.command, DevStatus.command, ResetDev.command],
        discussion: "It is found by every command as long as no other server is set, and belongs to this folder alone.")
}
