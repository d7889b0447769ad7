/// Finds the encoding of a text from all of its bytes.
///
/// Strict UTF-8 first: text in another encoding is hardly ever valid UTF-8 by
/// accident. Otherwise each byte from 0x80 on the lines that are not valid is
/// counted with its neighbours, and the encoding that makes the likeliest
/// French of these counts is taken.
/// **Cost** one pass, 90 kB whatever the size of the text.
struct EncodingDetector {
    private var check = UTF8Check()
    private var letters = HighByteCounts()
    private var wholeCharacters = 0
    private var brokenCharacters = 0
    private var twiceEncoded = TwiceEncodedCount()
    private var offset = 0

    /// Whether the present line is not valid UTF-8, so that its letters are counted.
    private var isForeignLine = false

    /// Adds the next bytes of the text.
    mutating func add(_ bytes: ByteSlice) {
        var index = 0
        // Where the open sequence began; one from the bytes before has no beginning here.
        var lead: Int? = check.isBetweenCharacters ? 0 : nil
        var lastCharacter: Int?
        while index < bytes.count {
            if check.isBetweenCharacters {
                let next = UTF8Check.firstHighByte(bytes, from: index)
                if next > index {
                    takeASCII(bytes.part(index, next))
                    index = next
                    continue
                }
                lead = index
            }
            let byte = bytes[index]
            let step = takeAsUTF8(byte)
            if step == .complete { lastCharacter = index }
            twiceEncoded.add(byte, step, at: offset + index)
            if isForeignLine {
                letters.add(byte)
            } else if step == .invalid {
                isForeignLine = true
                // Most of such lines have nothing but ASCII before.
                if let lead, !Self.isOnOneLine(bytes, lastCharacter, lead) {
                    letters.add(bytes, from: lead, upTo: index)
                } else {
                    letters.add(line: bytes, upTo: index)
                }
            }
            if byte == .lineFeed || byte == .carriageReturn { isForeignLine = false }
            index += 1
        }
        offset += bytes.count
    }

    /// Whether a place that is known, if any is, and another behind it are on one line.
    private static func isOnOneLine(_ bytes: ByteSlice, _ first: Int?, _ second: Int) -> Bool {
        guard let first else { return false }
        return !bytes[first..<second].contains { $0 == .lineFeed || $0 == .carriageReturn }
    }

    /// Takes bytes between two characters; of those without a line end only the neighbours of other bytes tell anything.
    private mutating func takeASCII(_ run: ByteSlice) {
        twiceEncoded.interrupt()
        guard isForeignLine else { return }
        letters.add(run[0])
        if run.contains(where: { $0 == .lineFeed || $0 == .carriageReturn }) {
            isForeignLine = false
        } else {
            letters.add(run[run.count - 1])
        }
    }

    private mutating func takeAsUTF8(_ byte: UInt8) -> UTF8Check.Step {
        let wasOpen = !check.isBetweenCharacters
        let step = check.take(byte)
        if step == .complete { wholeCharacters += 1 }
        guard step == .invalid else { return step }
        brokenCharacters += 1
        // The byte that broke a sequence may be the first of another.
        if wasOpen, check.take(byte) == .invalid { brokenCharacters += 1 }
        return .invalid
    }

    /// Decides, once all bytes have been added.
    mutating func decide() -> EncodingDecision {
        letters.finish()
        if brokenCharacters == 0, check.isBetweenCharacters || wholeCharacters > 0 {
            let evidence = wholeCharacters == 0 ? EncodingDecision.plainEvidence : "valid UTF-8 throughout"
            // Whole characters are no accident: the rest of the last one is missing, and perhaps more.
            let cut = check.isBetweenCharacters ? nil : "the text ends within a character: the file may be cut off"
            return EncodingDecision(
                encoding: .utf8, fallback: nil, evidence: evidence, warning: cut ?? twiceEncoded.warning)
        }
        if !check.isBetweenCharacters { brokenCharacters += 1 }
        if let twice = TwiceEncodedBytes(letters), wholeCharacters <= twice.characters {
            return EncodingDecision(
                encoding: twice.encoding, fallback: nil, evidence: "characters that were encoded twice",
                warning: twice.warning)
        }
        let (best, evidence, doubt) = FrenchLetterScore.best(of: letters)
        let warning = [twiceEncoded.warning, unlikeliness(as: best), doubt].compactMap { $0 }.first
        // A tenth of whole characters is far beyond accident: two encodings meet in this file.
        if wholeCharacters * 10 >= brokenCharacters, wholeCharacters >= 2 {
            return EncodingDecision(
                encoding: .utf8, fallback: best,
                evidence: "\(wholeCharacters) characters in UTF-8 and \(brokenCharacters) in another encoding",
                warning: warning)
        }
        return EncodingDecision(encoding: best, fallback: nil, evidence: evidence, warning: warning)
    }

    private static let fewestLetters = 12

    /// What a person should know when most of the text is in an encoding that reads as nothing in any that is known.
    private func unlikeliness(as encoding: TextEncoding) -> String? {
        guard brokenCharacters > wholeCharacters, letters.total >= Self.fewestLetters else { return nil }
        let share = FrenchLetterScore.unlikelyShare(of: letters, as: encoding)
        guard share >= 40 else { return nil }
        return """
            \(share) % of what is beyond ASCII makes no words in \(encoding.rawValue), the likeliest of the encodings \
            that are known: the text may be in another, such as windows-1250, windows-1251, Big5, GB 18030 or Shift_JIS, \
            and is to be converted to UTF-8 first
            """
    }
}
