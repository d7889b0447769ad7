import Postgres
import Threads

extension LoadRun {
    /// What a failure of the server means for the table, where it is one that people can mend.
    ///
    /// - Returns: the failure itself in any other case.
    func named(_ error: any Error, _ staging: Staging) -> any Error {
        if let failure = error as? ServerFailure, failure.sqlState == .diskFull {
            return LoadFailure.noRoom(
                table: request.name, reason: oneLine(failure.serverMessage), isStaged: !isDirect(staging))
        }
        guard let failure = error as? ServerFailure, failure.sqlState.conditionClass == "23", !control.value.isLost,
            // What cannot be looked up is told as the server told it.
            let broken = try? BrokenConstraint.find(failure, staging, on: control.value)
        else { return error }
        return LoadFailure.breaks(broken, mode: request.mode)
    }
}
