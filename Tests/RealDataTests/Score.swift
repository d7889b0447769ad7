/// Lines of the table that `make score` shows.
enum Score {
    /// One line: how many of so many are as their ground truth says.
    static func print(_ folder: String, _ what: String, _ right: Int, _ all: Int) {
        let tenths = all == 0 ? 0 : right * 1000 / all
        Swift.print("| \(folder) | \(what) | \(right) | \(all) | \(tenths / 10).\(tenths % 10) % |")
    }
}
