/// The version of a release, compared as semantic versions are.
///
/// **Source** <https://semver.org/spec/v2.0.0.html>, section 11. A text that is
/// no version is older than every one that is.
struct ReleaseVersion: Comparable {
    private let numbers: [Int]
    private let preRelease: [Substring]

    init(_ text: String) {
        // What follows a plus sign tells of the build and has no order.
        let parts = text.prefix { $0 != "+" }.split(separator: "-", maxSplits: 1)
        let numbers = (parts.first ?? "").split(separator: ".").map { Int($0) }
        self.numbers = numbers.contains(nil) ? [] : numbers.compactMap(\.self)
        preRelease = parts.count > 1 ? parts[1].split(separator: ".") : []
    }

    static func < (left: ReleaseVersion, right: ReleaseVersion) -> Bool {
        for index in 0..<max(left.numbers.count, right.numbers.count) {
            let pair = (left.number(index), right.number(index))
            if pair.0 != pair.1 { return pair.0 < pair.1 }
        }
        // A release comes after everything that led to it.
        if left.preRelease.isEmpty || right.preRelease.isEmpty {
            return !left.preRelease.isEmpty && right.preRelease.isEmpty
        }
        for (one, other) in zip(left.preRelease, right.preRelease) where one != other {
            switch (Int(one), Int(other)) {
            case (let one?, let other?): return one < other
            case (.some, nil): return true
            case (nil, .some): return false
            case (nil, nil): return one < other
            }
        }
        return left.preRelease.count < right.preRelease.count
    }

    static func == (left: ReleaseVersion, right: ReleaseVersion) -> Bool { !(left < right) && !(right < left) }

    private func number(_ index: Int) -> Int {
        if numbers.isEmpty { return -1 }
        return index < numbers.count ? numbers[index] : 0
    }
}
