package import Vocabulary

extension MatrixReport {
    /// The report for programs, complete.
    package var json: JSON {
        [
            "sound": .bool(isSound),
            "databases": .array(places.map(\.description).sorted().map(JSON.string)),
            "tenants": JSON(tenants.count),
            "sample": sample.map { sample in
                [
                    "drawn": JSON(sample.tenants.count), "of": JSON(sample.of),
                    "tenants": .array(sample.tenants.map { .string($0.text) }),
                ]
            } ?? .null,
            "focus": focus.map { focus in
                [
                    "tenants": .array(focus.tenants.map { .string($0.text) }),
                    "neighbours": JSON(focus.neighbours), "of": JSON(focus.of),
                ]
            } ?? .null,
            "suspended": .array(suspended.map { .string($0.text) }),
            "logins": .array(logins.sorted().map(JSON.string)),
            "groups": JSON(groups.count),
            "objects": JSON(objectCount),
            "verbs": .array(verbs.sorted().map(JSON.string)),
            "attempts": JSON(attempts),
            "entries": JSON(entries),
            "rights_asked": JSON(asked),
            "metadata_questions": JSON(probes),
            "documented": JSON(documented),
            "refusals": .object(refusals.sorted { $0.key < $1.key }.map { JSON.Member($0.key, JSON($0.value)) }),
            "findings": .array(findings.map(\.json)),
        ]
    }
}

extension MatrixReport.Finding {
    package var json: JSON {
        [
            "kind": .string(kind.rawValue), "login": .string(login), "database": .string(place.description),
            "object": .string(object), "right": .string(right), "detail": .string(detail),
        ]
    }

    /// The finding in a sentence.
    package var sentence: String {
        let what = right.isEmpty ? object : "\(right) on \(object)"
        let more = detail.isEmpty ? "" : ": \(detail)"
        return switch kind {
        case .reached: "\(login) reached \(what)\(more)"
        case .granted: "\(login) holds \(what)\(more)"
        case .closed: "\(login) was refused \(what), which is documented"
        case .metadata: "\(login) asked for \(what), which \(detail)"
        case .entered: "\(login) entered database \(place)"
        case .untried: "\(login) could not be tried in database \(place)\(more)"
        }
    }
}
