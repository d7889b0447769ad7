extension Program {
    /// The program `socle` with all its commands, in the order of its help.
    package static let socle = Program(
        "socle", "Run a sovereign data platform on PostgreSQL.", version: "0.1.0",
        [
            TenantCommands.command,
            ServerCommands.command,
            LoadCommands.command,
            SourceCommands.command,
            MeshCommands.command,
            ChannelCommands.command,
            BackupCommands.command,
            OperationCommands.command,
            AccessCommands.command,
            PrivacyCommands.command,
            MigrateCommands.command,
            SecretCommands.command,
            AuditCommands.command,
            RunGuard.command,
            DevCommands.command,
            Doctor.command,
            Help.command,
            Completions.command,
            Complete.command,
        ])
}
