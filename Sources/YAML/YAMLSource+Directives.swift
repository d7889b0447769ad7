extension YAMLSource {
    /// Checks that no directive stands before the document but one `%YAML`.
    ///
    /// `%TAG` would serve tags, which are not read; libyaml compares each with
    /// all before it, so that a file of nothing else would take hours.
    ///
    /// - Throws: ``YAMLFailure/directive(_:at:)``.
    func checkDirectives() throws {
        var hasVersion = false
        for number in 0..<lineCount {
            let content = line(number)
            guard let first = content.first(where: { $0 != .space && $0 != .tab }) else { continue }
            if first == UInt8(ascii: "#") { continue }
            guard content.first == UInt8(ascii: "%") else { return }
            let name = content.prefix { $0 != .space && $0 != .tab }
            guard !hasVersion, name.elementsEqual("%YAML".utf8) else {
                let mark = YAMLMark(source: self, line: number, scalarColumn: 0)
                throw YAMLFailure.directive(String(decoding: name, as: UTF8.self), at: mark)
            }
            hasVersion = true
        }
    }
}
