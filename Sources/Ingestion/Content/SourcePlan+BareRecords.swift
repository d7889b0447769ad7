package import Formats

extension SourcePlan {
    /// The plan by which records of its first table are read that stand alone: decoded, unwrapped, without a header.
    package var ofBareRecords: SourcePlan {
        var plan = self
        plan.containers = []
        plan.encoding = .utf8
        plan.fallbackEncoding = nil
        plan.tables = Array(tables.prefix(1))
        plan.tables[0].bounds = TableBounds()
        switch format {
        case .delimited(var dialect):
            dialect.lineEnd = .lineFeed
            plan.format = .delimited(dialect)
        case .json: plan.format = .json(.lines)
        }
        return plan
    }
}
