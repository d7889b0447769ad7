/// What all cells of a column have in common, gathered cell by cell in constant memory.
struct ColumnStatistics {
    /// What the column's name suggests, against which the cells are held.
    let hint: Meaning?

    /// The form of such codes, where their first zeros may be lost.
    private let codeForm: CodeForm?

    /// All that the column's label suggests.
    let label: ColumnHint

    private(set) var cells = 0
    private(set) var empties = 0
    /// Cells with blanks behind their value, or with one before it; more before it may be the depth of a heading.
    private(set) var padded = 0
    private(set) var nullTokens = 0
    /// Among these words, those for a statistical secret.
    private(set) var secrets = 0
    /// Among these words, those that stand for figures alone.
    private(set) var figureTokens = 0
    /// Codes of the kind that the name suggests whose first zeros are gone, and those that have theirs.
    private(set) var lostZeros = 0
    private(set) var keptZeros = 0
    /// Among those whose zeros are gone, numbers that hardly any such code has.
    private(set) var unlikelyCodes = 0
    private(set) var firstLost: LostZeros?
    private(set) var hintMatches = 0
    /// Codes of Corsica, whose letters no number has: of a département, of a commune.
    private(set) var corsicanDepartements = 0
    private(set) var corsicanCommunes = 0
    private(set) var numbers = NumberStatistics()
    private(set) var temporals = TemporalStatistics()
    private(set) var booleans = 0
    private(set) var booleanWords: UInt16 = 0
    private(set) var phones = 0

    /// Cells that are nothing but text.
    private(set) var texts = 0
    private(set) var firstTextLine = 0
    private(set) var firstLeadingZeroLine = 0
    /// Where the first number, date or time, and word for yes or no stand.
    private(set) var firstNumberLine = 0
    private(set) var firstDateLine = 0
    private(set) var firstBooleanLine = 0

    /// Cells that hold an array of JSON.
    private(set) var documents = 0

    /// Whether enough cells are nothing but text that the column can be nothing else, whatever follows.
    private(set) var isSettled = false

    /// So many texts are no accident.
    private static let settlingTexts = 1000

    init(_ label: ColumnHint) {
        self.label = label
        hint = label.meaning
        codeForm = label.meaning?.codeForm
    }

    /// Cells that are values.
    var values: Int { cells - empties - nullTokens }

    /// Adds a cell of a source that has no types of its own.
    ///
    /// - Parameter cell: behind it ``PlainNumber/reach`` bytes can be read.
    mutating func add(_ cell: ByteSlice, line: Int) {
        cells += 1
        let value = Blank.trim(cell)
        guard !value.isEmpty else {
            empties += 1
            return
        }
        if value.count != cell.count, cell.last != value.last || Blank.lead(of: value, in: cell) == 1 { padded += 1 }
        if let hint { addHint(hint, value, line: line) }
        if isSettled {
            addWord(value)
            return
        }
        if let base = value.baseAddress, base[0].isDigit || base[0] == UInt8(ascii: "-") {
            // Nearly all numbers and dates are in the usual form, which needs no long reading.
            if value.count == 10, temporals.addUsual(base) {
                if firstDateLine == 0 { firstDateLine = line }
                return
            }
            let zeros = numbers.leadingZeros
            if numbers.addUsual(base, count: value.count) {
                noteNumber(value, line: line, zerosBefore: zeros)
                return
            }
        }
        if let temporal = TemporalReading(value), temporals.add(temporal, value) {
            if firstDateLine == 0 { firstDateLine = line }
            return
        }
        if let number = NumberReading(value) {
            let zeros = numbers.leadingZeros
            if numbers.add(number, value) {
                noteNumber(value, line: line, zerosBefore: zeros)
                return
            }
            if number.hasLeadingZero, (10...16).contains(value.count), Meaning.phone.matches(value) {
                phones += 1
            }
        }
        if let boolean = BooleanReading(value) {
            if booleans == 0 { firstBooleanLine = line }
            booleans += 1
            booleanWords |= boolean.word
        } else if !addWord(value) {
            if value.count == 2, Meaning.departement.matches(value) { corsicanDepartements += 1 }
            if value.count == 5, Meaning.commune.matches(value) { corsicanCommunes += 1 }
            addText(line: line)
        }
    }

    /// Keeps where the first numbers stand, and what of one that begins with 0 may be a telephone's.
    @inline(__always)
    private mutating func noteNumber(_ value: ByteSlice, line: Int, zerosBefore: Int) {
        if firstNumberLine == 0 { firstNumberLine = line }
        if numbers.leadingZeros > zerosBefore {
            if zerosBefore == 0 { firstLeadingZeroLine = line }
            if value.count == 10, Meaning.phone.matches(value) { phones += 1 }
        }
    }

    /// Adds a cell of a settled column by its bytes, when they tell enough before they are decoded.
    @inline(__always)
    mutating func addSettled(_ bytes: ByteSlice, _ words: NullTokens.Screen) -> Bool {
        guard let first = bytes.first else {
            cells += 1
            empties += 1
            return true
        }
        // Blanks at its ends and what could be a word for no value take the way of all cells.
        guard hint == nil, let last = bytes.last, min(first, last) > .space, max(first, last) < 0x80,
            !words.mayContain(bytes)
        else { return false }
        cells += 1
        return true
    }

    /// Adds a value when it is a word that says that there is none.
    @discardableResult
    private mutating func addWord(_ value: ByteSlice) -> Bool {
        guard NullTokens.contains(value) else { return false }
        nullTokens += 1
        if NullTokens.isSecret(value) { secrets += 1 }
        if NullTokens.isOfFigures(value) { figureTokens += 1 }
        return true
    }

    private mutating func addHint(_ hint: Meaning, _ value: ByteSlice, line: Int) {
        let isMatch = hint.matches(value)
        if isMatch { hintMatches += 1 }
        guard let code = codeForm else { return }
        if isMatch ? code.missingZeros(value) != nil : code.wrapped(in: value).map(hint.matches) == true {
            if lostZeros == 0 { firstLost = LostZeros(value, code, line: line) }
            lostZeros += 1
            if hint.isBeyond(value) { unlikelyCodes += 1 }
            if !isMatch { hintMatches += 1 }
        } else if value.first == UInt8(ascii: "0"), value.count >= code.length {
            keptZeros += 1
        }
    }

    /// Adds a cell that its source declares to be text: only a date is more.
    mutating func addDeclaredText(_ cell: ByteSlice, line: Int) {
        cells += 1
        if cell.isEmpty {
            empties += 1
            return
        }
        if let hint { addHint(hint, cell, line: line) }
        if let temporal = TemporalReading(cell), temporal.day != nil, temporals.add(temporal, cell) { return }
        addText(line: line)
    }

    /// Adds a cell that its source declares to be a number.
    mutating func addDeclaredNumber(_ cell: ByteSlice, line: Int) {
        cells += 1
        if let hint { addHint(hint, cell, line: line) }
        if let number = NumberReading(cell), numbers.add(number, cell, isDeclared: true) { return }
        addText(line: line)
    }

    /// Adds a cell that its source declares to have no value.
    mutating func addNull() {
        cells += 1
        empties += 1
    }

    /// Adds a cell that its source declares to be true or false.
    mutating func addDeclaredBoolean() {
        cells += 1
        booleans += 1
        booleanWords |= BooleanReading.declared
    }

    /// Adds a cell that is a document.
    mutating func addDocument() {
        cells += 1
        documents += 1
    }

    private mutating func addText(line: Int) {
        if texts == 0 { firstTextLine = line }
        texts += 1
        if texts >= Self.settlingTexts, texts * 20 >= values, phones == 0,
            texts > corsicanDepartements + corsicanCommunes
        {
            isSettled = true
        }
    }
}
