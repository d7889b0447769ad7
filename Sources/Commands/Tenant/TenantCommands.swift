/// `socle tenant`: tenants as files declare them.
enum TenantCommands {
    static let command = Command.group(
        "tenant", "Declare tenants and make them real.",
        [
            NewTenant.command,
            ListTenants.command,
            ShowTenant.command,
            ListKeys.command,
            ValidateTenants.command,
            ExportTenant.command,
            ImportTenants.command,
            PlanTenants.command,
            ApplyTenants.command,
            DriftTenants.command,
            SuspendTenantCommand.command,
            ArchiveTenantCommand.command,
            ResumeTenantCommand.command,
            ShowUsage.command,
            UpgradeTenant.command,
            MoveTenantCommand.command,
            RenameTenantCommand.command,
            HoldCommands.command,
            AdoptTenant.command,
            EraseTenantCommand.command,
            CertificateCommands.command,
        ])
}
