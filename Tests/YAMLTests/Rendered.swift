import Vocabulary

/// The lines that the command line would print for what a body throws; nothing when it succeeds.
func rendered(_ body: () throws -> Void) -> String {
    do {
        try body()
        return ""
    } catch let list as FailureList {
        let omitted = list.omitted == 0 ? [] : ["and \(list.omitted) more"]
        return (list.failures.map(rendered) + omitted).joined(separator: "\n")
    } catch let failure as any Failure {
        return rendered(failure)
    } catch {
        return "not a failure: \(error)"
    }
}

private func rendered(_ failure: any Failure) -> String {
    var lines = ["\(failure.code) \(failure.message)"]
    if let detail = failure.detail { lines.append(detail) }
    if let hint = failure.hint { lines.append("hint: \(hint)") }
    return lines.joined(separator: "\n")
}
