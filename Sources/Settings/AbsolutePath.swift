import Glibc

/// A path from the root, without links as far as it exists.
///
/// The embedded server is known by the path of its folder, so that two ways
/// to it must be one path, and PostgreSQL's programs start in another folder.
func absolutePath(_ path: String, from folder: String) -> String {
    let whole = path.hasPrefix("/") ? path : "\(folder)/\(path)"
    var existing = whole
    var rest = ""
    while true {
        if let resolved = realpath(existing, nil) {
            defer { free(resolved) }
            let start = String(cString: resolved)
            return rest.isEmpty ? start : (start == "/" ? "" : start) + rest
        }
        guard let slash = existing.lastIndex(of: "/"), slash != existing.startIndex else { return whole }
        rest = existing[slash...] + rest
        existing = String(existing[..<slash])
    }
}
