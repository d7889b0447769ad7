package import Vocabulary

/// A value that a statement can bind as a parameter.
///
/// A type backed by a `String` needs only to declare the conformance:
///
///     extension Mode: PostgresEncodable {}
package protocol PostgresEncodable {
    /// The type of a null of this Swift type.
    static var postgresType: PostgresType { get }

    /// The type of an array of such values.
    static var postgresArrayType: PostgresType { get }

    /// The value as it is sent.
    var postgresValue: BoundValue { get }

    /// An array of such values as it is sent; `[UInt8]` alone differs.
    static func postgresValue(ofArray elements: [Self]) -> BoundValue
}

extension PostgresEncodable {
    package static var postgresType: PostgresType { .inferred }
    package static var postgresArrayType: PostgresType { .textArray }

    package static func postgresValue(ofArray elements: [Self]) -> BoundValue {
        let texts = elements.map { element -> String? in
            switch element.postgresValue.content {
            case .null: nil
            case .text(let text): text
            case .bytes(let bytes): hexadecimal(bytes)
            }
        }
        return BoundValue(.text(arrayText(of: texts)), as: postgresArrayType)
    }
}

extension PostgresEncodable where Self: RawRepresentable, RawValue == String {
    package var postgresValue: BoundValue { rawValue.postgresValue }
}

extension String: PostgresEncodable {
    package var postgresValue: BoundValue { BoundValue(.text(self), as: .inferred) }
}

extension Substring: PostgresEncodable {
    package var postgresValue: BoundValue { String(self).postgresValue }
}

extension Bool: PostgresEncodable {
    package static var postgresType: PostgresType { .bool }
    package static var postgresArrayType: PostgresType { .boolArray }
    package var postgresValue: BoundValue { BoundValue(.text(self ? "t" : "f"), as: .bool) }
}

// A number is typed as if it stood in the statement: integer when it fits,
// else bigint. So it suits functions of integers and columns of any width.

extension Int64: PostgresEncodable {
    package static var postgresType: PostgresType { .int4 }
    package static var postgresArrayType: PostgresType { .int8Array }
    package var postgresValue: BoundValue {
        BoundValue(.text(String(self)), as: Int32(exactly: self) == nil ? .int8 : .int4)
    }
}

extension Int: PostgresEncodable {
    package static var postgresType: PostgresType { .int4 }
    package static var postgresArrayType: PostgresType { .int8Array }
    package var postgresValue: BoundValue { Int64(self).postgresValue }
}

extension Int32: PostgresEncodable {
    package static var postgresType: PostgresType { .int4 }
    package static var postgresArrayType: PostgresType { .int4Array }
    package var postgresValue: BoundValue { BoundValue(.text(String(self)), as: .int4) }
}

extension Double: PostgresEncodable {
    package static var postgresType: PostgresType { .float8 }
    package static var postgresArrayType: PostgresType { .float8Array }
    package var postgresValue: BoundValue { BoundValue(.text(description), as: .float8) }
}

/// A byte is bound in arrays only, which are `bytea`.
extension UInt8: PostgresEncodable {
    package static var postgresType: PostgresType { .int4 }
    package static var postgresArrayType: PostgresType { .bytea }
    package var postgresValue: BoundValue { BoundValue(.text(String(self)), as: .int4) }

    package static func postgresValue(ofArray elements: [UInt8]) -> BoundValue {
        BoundValue(.bytes(elements), as: .bytea)
    }
}

extension JSON: PostgresEncodable {
    package static var postgresType: PostgresType { .jsonb }
    package static var postgresArrayType: PostgresType { .jsonbArray }
    package var postgresValue: BoundValue { BoundValue(.text(description), as: .jsonb) }
}

extension Array: PostgresEncodable where Element: PostgresEncodable {
    package static var postgresType: PostgresType { Element.postgresArrayType }

    /// PostgreSQL gives arrays of arrays the type of their elements' array; `bytea` has its own.
    package static var postgresArrayType: PostgresType {
        Element.postgresArrayType == .bytea ? .byteaArray : Element.postgresArrayType
    }

    package var postgresValue: BoundValue { Element.postgresValue(ofArray: self) }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    package static var postgresType: PostgresType { Wrapped.postgresType }
    package static var postgresArrayType: PostgresType { Wrapped.postgresArrayType }
    package var postgresValue: BoundValue {
        self?.postgresValue ?? BoundValue(.null, as: Wrapped.postgresType)
    }
}
