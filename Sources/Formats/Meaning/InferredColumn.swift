/// What a column was found to be.
struct InferredColumn: Equatable {
    var type: ColumnType
    var format: ValueFormat
    var meaning: Meaning?

    /// Whether some of its values are a statistical secret.
    var hasSecrets = false

    /// What a person should look at.
    var warning: String?

    /// Facts that led there, as sentences without values, because values may be personal.
    var evidence: [String]

    /// What is said of a column that could be anything.
    static let noValueEvidence = "no value to judge by"
}

extension ColumnStatistics {
    /// Decides what the column is, once all of its cells have been added.
    ///
    /// 1. A code is text, by its name and its values, or by zeros that a number would lose.
    /// 2. What all values are in one reading, the column is: number, date, time, boolean.
    /// 3. Anything else is text, and the evidence says how many values stood in the way.
    ///
    /// - Parameter custom: what is meant when the values leave it open.
    func infer(_ custom: ReadingCustom) -> InferredColumn {
        let number = numbers.infer(custom)
        let format = ValueFormat(
            number: number?.format ?? NumberFormat(decimal: custom.decimal),
            dateOrder: temporals.certainOrder ?? custom.dateOrder)
        var column = InferredColumn(type: .text, format: format, meaning: nil, evidence: countEvidence)
        if documents > 0 {
            column.type = .jsonb
            column.evidence.append("\(documents) arrays or objects")
        } else if let (meaning, fact) = inferMeaning(custom) {
            column.meaning = meaning
            column.evidence.append(fact)
            if lostZeros > 0, keptZeros == 0 {
                column.format.code = meaning.codeForm
                column.evidence.append("\(lostZeros) codes lost their first zeros, and none has any")
                column.warning = lossWarning
            }
        } else if let meaning = hint, isRuined(meaning) {
            column.meaning = meaning
            column.evidence.append("\(numbers.exponents) codes are written with an exponent")
            column.warning =
                "\(numbers.exponents) codes were made numbers with an exponent by a spreadsheet: their digits are lost"
        } else if let (type, fact) = inferCompactDate() {
            column.type = type
            column.evidence.append(fact)
        } else if values > 0, numbers.leadingZeros == 0, numbers.count == values, let number {
            column.type = number.type
            column.evidence.append(number.fact)
            if isOfWholeFloats {
                column.type = numbers.point.integerDigits <= 9 ? .integer : .bigint
                column.evidence.append("each ends in .0, as programs write whole numbers where some are missing")
            }
            if secrets > 0 {
                column.hasSecrets = true
                column.evidence.append("\(secrets) values are a statistical secret")
            }
        } else if let (type, fact) = inferTemporal() {
            column.type = type
            column.evidence.append(fact)
        } else if values > 0, booleans == values, figureTokens == 0, BooleanReading.isBoolean(words: booleanWords) {
            column.type = .boolean
            column.evidence.append("words for yes and no")
        } else {
            let (facts, warning) = inferText()
            column.evidence += facts
            column.warning = warning
        }
        if column.type == .text, nullTokens > 0, hasOnlyDigits {
            column.format.hasNullWords = true
            column.hasSecrets = secrets > 0
            column.evidence.append("words for no value are none among digits")
        }
        if column.type == .text, padded * 2 > cells - empties {
            column.format.isPadded = true
            column.evidence.append("\(padded) values are filled up with blanks")
        }
        return column
    }

    /// Whether the numbers were whole before a program had to say that some are missing, which only floats could.
    private var isOfWholeFloats: Bool {
        numbers.wholeFloats == values && empties + nullTokens > 0 && !label.isAmount
            && numbers.point.integerDigits <= 17
    }

    private var countEvidence: [String] {
        var facts = ["\(values) values, \(empties) empty"]
        if nullTokens > 0 { facts.append("\(nullTokens) words for no value") }
        return facts
    }

    /// What a person is told of codes that are not loaded as they are written.
    private var lossWarning: String? {
        firstLost.map { first in
            (lostZeros == 1 ? "1 code gets its zeros back" : "\(lostZeros) codes get their zeros back")
                + (lostZeros == 1 ? ", on line \(first.line)" : ", the first on line \(first.line)")
                + (first.example.map { ": \($0)" } ?? "")
        }
    }

    /// Whether codes of many digits were made numbers such as `3,25E+13`, which nobody can make codes again.
    private func isRuined(_ meaning: Meaning) -> Bool {
        guard numbers.exponents > 0, meaning.codeForm != nil || meaning == .code || meaning == .epci else {
            return false
        }
        return (hintMatches + numbers.exponents) * 20 >= values * 19
    }

    /// The codes of a territory are known by those of Corsica, when all others are numbers that may be such.
    private func inferTerritory() -> (Meaning, fact: String)? {
        guard texts > 0, numbers.plainIntegers + texts == values, numbers.minimum > 0 else { return nil }
        if corsicanDepartements == texts, numbers.maximum <= 989 {
            return (.departement, "\(texts) values are codes of Corsica, and the others may be of départements")
        }
        if corsicanCommunes == texts, numbers.maximum <= 98_999, numbers.minimum >= 1001,
            numbers.comma.integerDigits == 5
        {
            return (.commune, "\(texts) values are codes of Corsica, and the others may be of communes")
        }
        return nil
    }

    private func inferMeaning(_ custom: ReadingCustom) -> (Meaning, fact: String)? {
        if hint == nil || hint == .code, let territory = inferTerritory() { return territory }
        if let hint, values > 0, hintMatches * 20 >= values * 19, hint != .code || hintMatches >= values,
            unlikelyCodes * 4 <= lostZeros, lostZeros == 0 || !label.isRowNumber || hint.codeForm?.isOfPlace != true
        {
            return (hint, "name and \(hintMatches) values are of the kind \(hint.rawValue)")
        }
        if phones > 0, phones * 20 >= values * 19 { return (.phone, "\(phones) telephone numbers") }
        // «Code» beside names of communes may be any other code of theirs.
        if label.isCode, hint != .code, values > 0, numbers.plainIntegers == values, numbers.minimum >= 0 {
            return (.code, "name and \(values) values are of the kind code")
        }
        // One number all along is an amount, unless its label or a SIRET beside it says otherwise.
        guard numbers.plainIntegers == values, label.isIdentifier || !label.isDate && !label.isAmount,
            label.isIdentifier || values >= 5,
            numbers.minimum != numbers.maximum || label.isIdentifier || custom.hasSIRET
        else { return nil }
        for (meaning, count) in [(Meaning.siren, numbers.validSIRENs), (.siret, numbers.validSIRETs)]
        where count > 0 && count * 20 >= values * 19 && (values >= 5 || meaning == .siret) {
            return (meaning, "\(count) values have the check digit of a \(meaning.rawValue)")
        }
        return nil
    }
}
