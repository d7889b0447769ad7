/// The bounds within which a YAML text is read, so that a hostile one costs little.
///
/// The bytes are counted before anything else is done. An alias repeats the
/// nodes of its anchor, and what all aliases together repeat is bounded too:
/// nine lines of `[*a, *a, …]` would otherwise stand for a billion nodes.
package struct YAMLLimits: Hashable, Sendable {
    /// Bytes of the text; also the most that aliases or variables may add.
    package let bytes: Int

    /// Levels of sequences and mappings within each other; at most 512 are granted.
    package let depth: Int

    /// Scalars, sequences and mappings as written, keys not counted.
    package let nodes: Int

    /// Aliases (`*name`) as written.
    package let aliases: Int

    /// Nodes that all aliases together repeat.
    package let expandedNodes: Int

    /// Bounds, each with the value that suits a configuration.
    package init(
        bytes: Int = 4 << 20, depth: Int = 32, nodes: Int = 50_000, aliases: Int = 64,
        expandedNodes: Int = 10_000
    ) {
        self.bytes = bytes
        self.depth = min(depth, 512)
        self.nodes = nodes
        self.aliases = aliases
        self.expandedNodes = expandedNodes
    }

    /// Ample for files that people write: 4 MB, 32 levels, 50,000 nodes, 64 aliases.
    package static let configuration = YAMLLimits()
}
