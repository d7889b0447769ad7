/// A step of a coding path that no type's own coding key names.
struct PathKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    /// The position of an element in a list.
    init(index: Int) {
        stringValue = "\(index)"
        intValue = index
    }

    /// A dictionary's key, even when it is a number.
    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init?(intValue: Int) {
        self.init(index: intValue)
    }
}
