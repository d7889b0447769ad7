/// `socle source`: files as they will be loaded, without a database.
enum SourceCommands {
    static let command = Command.group(
        "source", "Look at files before they are loaded.",
        [SniffSource.command, PrintSource.command],
        discussion: "Neither command needs a server or a tenant; nothing is changed but the plan that is asked for.")
}
