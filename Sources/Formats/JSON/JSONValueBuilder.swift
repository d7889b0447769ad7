package import Vocabulary

/// What becomes of a name that an object has twice.
package enum DuplicateNames: Sendable {
    /// The last value counts, as in PostgreSQL's jsonb.
    case last
    /// The text is refused, as a configuration should be.
    case refuse
}

extension JSONReader {
    /// Builds the value whose first event was just read.
    ///
    /// - Throws: ``FormatFailure/malformedJSON(_:problem:)``, also when the value is longer than a record may be.
    mutating func value(of event: JSONEvent, duplicates: DuplicateNames, limits: FormatLimits) throws -> JSON {
        try value(of: event, duplicates: duplicates, until: eventOffset + limits.recordBytes, limits)
    }

    private mutating func value(
        of event: JSONEvent, duplicates: DuplicateNames, until end: Int, _ limits: FormatLimits
    ) throws -> JSON {
        guard offset <= end else { throw failure(.tooLong(limit: limits.recordBytes)) }
        switch event {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .number: return .number(textString)
        case .string: return .string(textString)
        case .beginArray:
            var elements: [JSON] = []
            while true {
                let inner = try next()
                if inner == .endArray { return .array(elements) }
                elements.append(try value(of: inner, duplicates: duplicates, until: end, limits))
            }
        case .beginObject:
            var members = MemberList(duplicates)
            while try next() == .name {
                let name = textString
                guard members.mayAppend(name) else { throw failure(.duplicateName(name)) }
                members.append(name, try value(of: next(), duplicates: duplicates, until: end, limits))
            }
            return .object(members.members)
        case .endArray, .endObject, .name, .end:
            throw failure(.unexpectedEnd)
        }
    }
}

/// The members of an object that is being built, which stays fast when there are many.
private struct MemberList {
    private(set) var members: [JSON.Member] = []
    /// By the bytes of the name: two names that only look the same are two names.
    private var places: [[UInt8]: Int] = [:]
    private let duplicates: DuplicateNames

    init(_ duplicates: DuplicateNames) {
        self.duplicates = duplicates
    }

    func mayAppend(_ name: String) -> Bool {
        duplicates == .last || place(of: name) == nil
    }

    mutating func append(_ name: String, _ value: JSON) {
        if let place = place(of: name) {
            members[place] = JSON.Member(name, value)
            return
        }
        members.append(JSON.Member(name, value))
        if members.count == Self.fewMembers {
            for (place, member) in members.enumerated() { places[Array(member.name.utf8)] = place }
        } else if members.count > Self.fewMembers {
            places[Array(name.utf8)] = members.count - 1
        }
    }

    private func place(of name: String) -> Int? {
        if members.count >= Self.fewMembers { return places[Array(name.utf8)] }
        return members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// So many are looked through faster than they are hashed.
    private static let fewMembers = 16
}

extension JSON {
    /// Reads a JSON text that lies in memory.
    ///
    /// - Parameters:
    ///   - name: what failures call it.
    ///   - duplicates: what becomes of a name that an object has twice.
    /// - Throws: ``FormatFailure/malformedJSON(_:problem:)``.
    package init(
        parsing bytes: [UInt8], name: String, duplicates: DuplicateNames = .last,
        limits: FormatLimits = FormatLimits()
    ) throws {
        var reader = JSONReader(MemorySource(bytes, name: name), limits: limits)
        self = try reader.value(of: reader.next(), duplicates: duplicates, limits: limits)
        _ = try reader.next()
    }
}
