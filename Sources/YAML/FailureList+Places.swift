package import Vocabulary

extension FailureList {
    /// Failures by place, those of the file that failed first before others.
    package init(inOrder failures: [YAMLFailure]) {
        var fileOrder: [String: Int] = [:]
        let keyed = failures.enumerated().map { index, failure in
            let mark = failure.mark
            let file = mark?.source.file ?? ""
            let order = fileOrder[file] ?? fileOrder.count
            fileOrder[file] = order
            return (place: (order, mark?.line ?? 0, mark?.scalarColumn ?? 0, index), failure: failure)
        }
        self.init()
        for entry in keyed.sorted(by: { $0.place < $1.place }) { append(entry.failure) }
    }
}
