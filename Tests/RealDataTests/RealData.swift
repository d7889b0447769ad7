import Glibc

/// The folder of real files by others, named by `SOCLE_REAL_DATA`; tests on them run only when it is there.
enum RealData {
    static let folder: String? = getenv("SOCLE_REAL_DATA").map { String(cString: $0) }

    static var isThere: Bool { folder != nil }

    /// The path of a file within the folder.
    static func path(_ name: String) -> String { (folder ?? "") + "/" + name }

    /// The names of the files of a folder, in order.
    static func names(in name: String) -> [String] {
        guard let directory = opendir(path(name)) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// The bytes of a file.
    static func bytes(_ name: String) -> [UInt8] {
        guard let file = fopen(path(name), "r") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }
}
