/// Tells whether the members of an object are rows by their keys: objects that have the same names.
struct AlikeMembers {
    private var objects = 0
    private var hasOthers = false
    private var counts: [String: Int] = [:]
    private var total = 0

    /// A table cannot have more columns than half of these.
    static let mostNames = 4096

    /// Adds a member by the names that it has when it is an object.
    mutating func add(_ names: [String], isObject: Bool) {
        guard isObject else {
            hasOthers = true
            return
        }
        objects += 1
        for name in names where counts[name] != nil || counts.count < Self.mostNames {
            counts[name, default: 0] += 1
            total += 1
        }
    }

    /// Whether there are several, nothing besides, and half of what they hold is called as in most of them.
    var areAlike: Bool {
        guard objects > 1, !hasOthers, total > 0 else { return false }
        return counts.values.reduce(0) { $0 + ($1 * 2 > objects ? $1 : 0) } * 2 >= total
    }

    /// A name for the key that no member has.
    var freeName: String {
        var name = "key"
        var number = 2
        while counts[name] != nil {
            name = "key_\(number)"
            number += 1
        }
        return name
    }
}
