import Vocabulary

/// Builds the tree of a document out of libyaml's events, within limits.
///
/// A duplicate key, a tag or a merge key does not hinder the reading of the
/// rest: such failures are kept and reported together. What breaks the syntax
/// or a limit ends the reading at once.
struct TreeBuilder {
    /// What a subtree weighs when an alias repeats it.
    private struct Weight {
        var nodes = 0
        var bytes = 0
        var height = 0

        static func + (left: Weight, right: Weight) -> Weight {
            Weight(
                nodes: left.nodes + right.nodes, bytes: left.bytes + right.bytes,
                height: max(left.height, right.height))
        }
    }

    /// An anchor whose node is still being read can only be named by an alias inside it.
    private enum Anchor {
        case open
        case closed(YAMLNode, Weight)
    }

    private let source: YAMLSource
    private let limits: YAMLLimits

    /// The lines that begin with a tab somewhere in their indentation: in most files none.
    private let tabs: [Int: (tab: Int, width: Int)]

    private var failures: [YAMLFailure] = []
    private var anchors: [String: Anchor] = [:]
    private var nodes = 0
    private var aliases = 0
    private var repeated = Weight()

    private init(source: YAMLSource, limits: YAMLLimits) {
        self.source = source
        self.limits = limits
        var tabs: [Int: (tab: Int, width: Int)] = [:]
        for line in 0..<source.lineCount { tabs[line] = source.tabbedIndentation(ofLine: line) }
        self.tabs = tabs
    }

    /// Reads the one document of a source.
    ///
    /// - Parameter faults: what does not hinder the reading of the rest.
    /// - Throws: ``YAMLFailure``, or a ``FailureList`` of them.
    static func tree(from source: YAMLSource, limits: YAMLLimits, faults: inout [YAMLFailure]) throws -> YAMLNode {
        // libyaml takes no empty text, and a comment alone is as empty.
        guard !source.bytes.isEmpty else { throw YAMLFailure.empty(file: source.file) }
        var builder = TreeBuilder(source: source, limits: limits)
        return try source.bytes.withUnsafeBufferPointer { buffer in
            let parser = try EventParser(of: source, in: buffer)
            defer { faults += builder.failures }
            do {
                return try builder.document(from: parser)
            } catch let failure as YAMLFailure {
                try FailureList(builder.failures + [failure]).throwIfAny()
                throw failure
            }
        }
    }

    // MARK: The document

    private mutating func document(from parser: borrowing EventParser) throws -> YAMLNode {
        _ = try parser.next()  // the stream's start
        guard case .documentStart = try parser.next().kind else {
            throw YAMLFailure.empty(file: source.file)
        }
        let root = try node(try parser.next(), from: parser, depth: 0).node
        if case .scalar(let scalar) = root, scalar.style == .plain, scalar.text.isEmpty {
            throw YAMLFailure.empty(file: source.file)
        }
        let end = try parser.next()
        if let second = try secondDocument(after: end, from: parser) {
            throw YAMLFailure.severalDocuments(at: second)
        }
        return root
    }

    /// Finds what follows the document, without letting libyaml read it.
    private func secondDocument(after end: ParserEvent, from parser: borrowing EventParser) throws
        -> YAMLMark?
    {
        guard case .documentEnd(isImplicit: true) = end.kind else {
            return source.content(afterLine: end.end.line)
        }
        let next = source.line(end.start.line)
        if end.start.scalarColumn == 0, next.starts(with: "---".utf8) || next.starts(with: "%".utf8) {
            return end.start
        }
        // Whatever else stands there is an error, which libyaml words.
        _ = try parser.next()
        return nil
    }

    // MARK: Nodes

    private mutating func node(
        _ event: ParserEvent, from parser: borrowing EventParser, depth: Int
    ) throws -> (node: YAMLNode, weight: Weight) {
        try checkIndentation(of: event)
        if case .alias(let name) = event.kind { return try aliased(name, at: event.start, depth: depth) }
        nodes += 1
        guard nodes <= limits.nodes else { throw YAMLFailure.limit(.nodes, limits.nodes, at: event.start) }

        switch event.kind {
        case .scalar(let text, let style, let properties):
            let isText = check(properties.tag, is: ["str"], at: event.start)
            let scalar = YAMLScalar(text, style: isText ? .doubleQuoted : style, mark: event.start)
            return anchored(.scalar(scalar), Weight(nodes: 1, bytes: text.utf8.count), properties)
        case .sequenceStart(let properties):
            _ = check(properties.tag, is: ["seq"], at: event.start)
            if let name = properties.anchor { anchors[name] = .open }
            let (elements, weight) = try elements(after: event, from: parser, depth: depth)
            return anchored(.sequence(YAMLSequence(elements, mark: event.start)), weight, properties)
        case .mappingStart(let properties):
            _ = check(properties.tag, is: ["map"], at: event.start)
            if let name = properties.anchor { anchors[name] = .open }
            let (entries, weight) = try entries(after: event, from: parser, depth: depth)
            return anchored(.mapping(YAMLMapping(entries, mark: event.start)), weight, properties)
        default:
            throw YAMLFailure.library("libyaml gave an event out of order")
        }
    }

    private mutating func elements(
        after start: ParserEvent, from parser: borrowing EventParser, depth: Int
    ) throws -> ([YAMLNode], Weight) {
        guard depth < limits.depth else { throw YAMLFailure.limit(.depth, limits.depth, at: start.start) }
        var elements: [YAMLNode] = []
        var weight = Weight()
        while true {
            let event = try parser.next()
            if case .sequenceEnd = event.kind { break }
            let (element, added) = try node(event, from: parser, depth: depth + 1)
            elements.append(element)
            weight = weight + added
        }
        return (elements, Weight(nodes: weight.nodes + 1, bytes: weight.bytes, height: weight.height + 1))
    }

    private mutating func entries(
        after start: ParserEvent, from parser: borrowing EventParser, depth: Int
    ) throws -> ([YAMLMapping.Entry], Weight) {
        guard depth < limits.depth else { throw YAMLFailure.limit(.depth, limits.depth, at: start.start) }
        var entries: [YAMLMapping.Entry] = []
        var places: [String: YAMLMark] = [:]
        var weight = Weight()
        while true {
            let event = try parser.next()
            if case .mappingEnd = event.kind { break }
            let (keyNode, keyWeight) = try node(event, from: parser, depth: depth + 1)
            let (value, added) = try node(try parser.next(), from: parser, depth: depth + 1)
            weight = weight + keyWeight + added
            guard let key = key(keyNode, at: event.start) else { continue }
            if let first = places[key] {
                failures.append(.duplicateKey(key, at: event.start, first: first))
            } else {
                places[key] = event.start
                entries.append(YAMLMapping.Entry(key, value, keyMark: event.start))
            }
        }
        return (entries, Weight(nodes: weight.nodes + 1, bytes: weight.bytes, height: weight.height + 1))
    }

    /// The text of a key, or nil and a failure kept.
    private mutating func key(_ node: YAMLNode, at mark: YAMLMark) -> String? {
        guard case .scalar(let scalar) = node else {
            failures.append(.compositeKey(at: mark))
            return nil
        }
        if scalar.style == .plain, scalar.text.isEmpty {
            failures.append(.emptyKey(at: mark))
            return nil
        }
        if scalar.style == .plain, scalar.text == "<<" {
            failures.append(.mergeKey(at: mark))
            return nil
        }
        return scalar.text
    }

    // MARK: Anchors, aliases and tags

    private mutating func anchored(
        _ node: YAMLNode, _ weight: Weight, _ properties: ParserEvent.Properties
    ) -> (node: YAMLNode, weight: Weight) {
        if let name = properties.anchor { anchors[name] = .closed(node, weight) }
        return (node, weight)
    }

    private mutating func aliased(
        _ name: String, at mark: YAMLMark, depth: Int
    ) throws -> (node: YAMLNode, weight: Weight) {
        aliases += 1
        guard aliases <= limits.aliases else { throw YAMLFailure.limit(.aliases, limits.aliases, at: mark) }
        guard let anchor = anchors[name] else {
            throw YAMLFailure.unknownAnchor(name, nearest: proposal(for: name, in: anchors.keys), at: mark)
        }
        guard case .closed(let node, let weight) = anchor else {
            throw YAMLFailure.recursiveAlias(name, at: mark)
        }
        repeated = repeated + weight
        guard repeated.nodes <= limits.expandedNodes else {
            throw YAMLFailure.limit(.expandedNodes, limits.expandedNodes, at: mark)
        }
        guard repeated.bytes <= limits.bytes else {
            throw YAMLFailure.limit(.expandedBytes, limits.bytes, at: mark)
        }
        guard depth + weight.height <= limits.depth else {
            throw YAMLFailure.limit(.depth, limits.depth, at: mark)
        }
        return (node, weight)
    }

    /// Keeps a failure for any tag but those named; says whether there was a tag.
    private mutating func check(_ tag: String?, is known: [String], at mark: YAMLMark) -> Bool {
        guard let tag else { return false }
        let prefix = "tag:yaml.org,2002:"
        if tag.hasPrefix(prefix), known.contains(String(tag.dropFirst(prefix.count))) { return true }
        let shown = tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
        failures.append(.tag(shown, at: mark))
        return true
    }

    // MARK: Tabs

    /// Refuses a tab before a node that begins its line, and inside a plain text of several lines.
    ///
    /// libyaml takes some of them for spaces: between brackets, or before the
    /// second line of a plain text.
    private func checkIndentation(of event: ParserEvent) throws {
        if tabs.isEmpty { return }
        if let (tab, width) = tabs[event.start.line], event.start.scalarColumn == width {
            throw YAMLFailure.tabIndentation(
                at: YAMLMark(source: source, line: event.start.line, scalarColumn: tab))
        }
        guard case .scalar(_, .plain, _) = event.kind, event.end.line > event.start.line else { return }
        for line in (event.start.line + 1)...event.end.line {
            guard let (tab, _) = tabs[line] else { continue }
            throw YAMLFailure.tabIndentation(at: YAMLMark(source: source, line: line, scalarColumn: tab))
        }
    }
}
