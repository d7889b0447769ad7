internal import CPKCS11

/// A list of attributes with their values, in memory that the library may read while it is lent.
struct AttributeTemplate {
    private var values: [(type: CK_ATTRIBUTE_TYPE, bytes: [UInt8])] = []

    mutating func append(_ type: CK_ATTRIBUTE_TYPE, _ bytes: [UInt8]) {
        values.append((type, bytes))
    }

    mutating func append(_ type: CK_ATTRIBUTE_TYPE, _ number: CK_ULONG) {
        append(type, withUnsafeBytes(of: number) { Array($0) })
    }

    mutating func append(_ type: CK_ATTRIBUTE_TYPE, _ flag: Bool) {
        append(type, [flag ? 1 : 0])
    }

    /// Lends the attributes as the library takes them.
    func lend<Result>(_ body: (UnsafeMutablePointer<CK_ATTRIBUTE>?, CK_ULONG) -> Result) -> Result {
        let alignment = MemoryLayout<CK_ULONG>.alignment
        func room(_ bytes: [UInt8]) -> Int { (bytes.count + alignment - 1) / alignment * alignment }
        let storage = UnsafeMutableRawBufferPointer.allocate(
            byteCount: values.reduce(0) { $0 + room($1.bytes) }, alignment: alignment)
        defer { storage.deallocate() }
        var attributes: [CK_ATTRIBUTE] = []
        var offset = 0
        for (type, bytes) in values {
            let place = UnsafeMutableRawBufferPointer(rebasing: storage[offset..<offset + bytes.count])
            place.copyBytes(from: bytes)
            attributes.append(CK_ATTRIBUTE(type: type, pValue: place.baseAddress, ulValueLen: CK_ULONG(bytes.count)))
            offset += room(bytes)
        }
        return attributes.withUnsafeMutableBufferPointer { body($0.baseAddress, CK_ULONG($0.count)) }
    }
}
