/// `socle operation`: work of several steps that a death does not undo.
enum OperationCommands {
    static let command = Command.group(
        "operation", "See, resume, undo and confirm work of several steps.",
        [
            ListOperations.command, ShowOperation.command, ResumeOperation.command, UndoOperation.command,
            ConfirmOperation.command,
        ])
}
