internal import CCurl
internal import Glibc

/// The header lines of one request as libcurl takes them, wiped at the end.
struct HeaderList: ~Copyable {
    private(set) var first: UnsafeMutablePointer<curl_slist>?

    deinit {
        var next = first
        while let node = next {
            if let data = node.pointee.data { explicit_bzero(data, strlen(data)) }
            next = node.pointee.next
        }
        curl_slist_free_all(first)
    }

    /// - Throws: HTT103 for a field that would break the request apart.
    mutating func append(_ field: HTTPHeaders.Field) throws {
        guard HTTPHeaders.isValid(name: field.name, value: field.value.utf8) else {
            throw HTTPFailure.header(name: field.name)
        }
        // For libcurl «Name:» takes a field away, and «Name;» sends it empty.
        try append(line: field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
    }

    /// Keeps libcurl from adding a field by itself.
    mutating func suppress(_ name: String) throws {
        try append(line: "\(name):")
    }

    mutating func append(line: UnsafePointer<CChar>) throws {
        guard let longer = curl_slist_append(first, line) else {
            throw HTTPFailure.library(operation: "take a header", reason: "no memory")
        }
        first = longer
    }
}
