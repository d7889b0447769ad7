/// `socle secret`: keys, and what lies sealed under them.
enum SecretCommands {
    static let command = Command.group(
        "secret", "Keep secrets sealed, and exchange keys and passwords.",
        [
            InitSecrets.command,
            SetSecret.command,
            GetSecret.command,
            ListSecrets.command,
            RemoveSecret.command,
            RotateSecrets.command,
            RewrapSecrets.command,
            ShredSecrets.command,
            CheckSecrets.command,
            BackUpKeyStore.command,
            RestoreKeyStore.command,
        ],
        discussion: """
            Secrets come from a file, from standard input or from a terminal that does not show them, never from an \
            argument. They lie sealed in the base, and the keys that open them outside of it.
            """)
}
