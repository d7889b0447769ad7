import Subprocess

/// OpenSSL's own measurement of AES-256-GCM, over one small buffer again and again.
enum OpenSSLSpeed {
    /// What it prints first, such as `OpenSSL 3.0.19 27 Jan 2026`.
    static func version() throws -> String {
        try Subprocess("/usr/bin/openssl", ["version"]).check().split(separator: " ").prefix(2).joined(separator: " ")
    }

    /// Bytes per second with blocks of 16 KiB, for one second.
    static func bytesPerSecond(opening: Bool) throws -> Double {
        let arguments = ["speed", "-mr", "-seconds", "1", "-evp", "aes-256-gcm", "-bytes", "16384"]
        let output = try Subprocess("/usr/bin/openssl", arguments + (opening ? ["-decrypt"] : [])).check()
        // For machines: `+F:<number>:AES-256-GCM:<bytes per second>`.
        for line in output.split(separator: "\n") where line.hasPrefix("+F:") {
            if let figure = line.split(separator: ":").last.flatMap({ Double($0) }) { return figure }
        }
        throw BenchmarkFailure("openssl speed said something unexpected: \(output)")
    }
}

/// Why nothing could be measured.
struct BenchmarkFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
