import Glibc
import Subprocess

/// Who works on an operation, for the one who is told to wait.
struct Holder: CustomStringConvertible {
    let account: String
    let host: String
    let process: Int32

    static var current: Holder {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = gethostname(&buffer, buffer.count - 1) == 0 ? buffer.firstIndex(of: 0) ?? 0 : 0
        return Holder(
            account: (try? Account.current().name) ?? "account \(geteuid())",
            host: length == 0 ? "this machine" : String(decoding: buffer[..<length], as: UTF8.self), process: getpid())
    }

    var description: String { "\(account)@\(host), process \(process)" }
}
