package import FoundationEssentials

extension Cell {
    /// A moment in UTC, by the second, as ISO 8601 writes it.
    package static func time(_ date: Date?, style: Style = .plain) -> Cell {
        .text(date?.formatted(.iso8601), style: style)
    }
}
