/// `socle source`: files as they will be loaded, and sources that tenants declare; all without a database.
enum SourceCommands {
    static let command = Command.group(
        "source", "Look at files before they are loaded, and declare what is loaded by name.",
        [
            SniffSource.command, PrintSource.command, DeclareSource.command, ListSources.command, CheckSources.command,
            ScheduleSources.command,
        ],
        discussion: "None of them needs a server; nothing is changed but the files that are asked for.")
}
