/// `socle mesh`: who answers for which data, what it means, and who may read it.
enum MeshCommands {
    static let command = Command.group(
        "mesh", "Describe data, offer it, ask for it, and approve who reads it.",
        [
            ImportMesh.command, ExportMesh.command, RelayMesh.command, ListAssets.command, SearchMesh.command,
            ListListings.command,
            .group(
                "subscription", "Ask for listings and answer.",
                [
                    RequestSubscription.command, ApproveSubscription.command, RejectSubscription.command,
                    RevokeSubscription.command, ListSubscriptions.command,
                ]),
        ])
}
