/// `socle load`: rows from files and addresses into tables.
enum LoadCommands {
    static let command = Command.group(
        "load", "Load files and addresses into a tenant's tables.",
        [
            RunLoad.command, LoadHistory.command, LoadProfile.command, LoadQuality.command, LoadLineage.command,
            LoadRejects.command, ReplayLoad.command,
        ],
        discussion: "'socle load TENANT SOURCE' means 'socle load run TENANT SOURCE'.")
}
