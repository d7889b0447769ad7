/// `socle audit`: what was done, by whom, and whether that is all of it.
enum AuditCommands {
    static let command = Command.group(
        "audit", "Read, prove and keep the log of what was done.",
        [
            ListAudit.command,
            VerifyAudit.command,
            AnchorAudit.command,
            ShowAuditKey.command,
            ExportAudit.command,
            PurgeAudit.command,
        ])
}
