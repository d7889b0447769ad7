/// `socle privacy`: what the law gives the persons whom a tenant's data is about.
enum PrivacyCommands {
    static let command = Command.group(
        "privacy", "Carry out the rights of the persons whom data is about.",
        [
            ExportPerson.command, ErasePerson.command, ConsentCommands.command, RetentionCommands.command,
            ShowRegister.command,
        ])
}
