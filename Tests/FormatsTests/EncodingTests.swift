import Formats
import Testing

@Suite struct EncodingTests {
    static let text = """
        Commune;Préfecture;Téléphone;Observation
        L'Hay;Évry;01;Près de la forêt, à côté du château
        Besançon;Nîmes;02;élève reçu à l'école le 1° août
        Sète;Orléans;03;« très » âgé, naïf

        """

    @Test(
        "a French text keeps its letters in every encoding",
        arguments: [
            TextEncoding.utf8, .windows1252, .macRoman, .codePage850, .utf16LittleEndian, .utf16BigEndian,
        ])
    func french(_ encoding: TextEncoding) throws {
        let loading = try Loading(encode(Self.text, as: encoding, mark: encoding != .utf8))
        #expect(loading.plan.encoding == encoding)
        #expect(loading.names == ["commune", "prefecture", "telephone", "observation"])
        #expect(loading.table.columns.map(\.label) == ["Commune", "Préfecture", "Téléphone", "Observation"])
        #expect(loading.column("prefecture") == ["Évry", "Nîmes", "Orléans"])
        #expect(loading.column("observation")[0] == "Près de la forêt, à côté du château")
        #expect(loading.column("observation")[2] == "« très » âgé, naïf")
        #expect(loading.rejects.isEmpty)
    }

    @Test("UTF-8 with a mark loses the mark and nothing else")
    func mark() throws {
        let loading = try Loading(encode("nom;ville\nZoé;Sète\n", as: .utf8, mark: true))
        #expect(loading.names == ["nom", "ville"])
        #expect(loading.rows == [["Zoé", "Sète"]])
    }

    @Test("UTF-16 without a mark is recognised by its zeros")
    func withoutMark() throws {
        let loading = try Loading(encode("nom,ville\nAnne,Paris\nLuc,Lyon\n", as: .utf16LittleEndian))
        #expect(loading.plan.encoding == .utf16LittleEndian)
        #expect(loading.rows == [["Anne", "Paris"], ["Luc", "Lyon"]])
    }

    @Test("an œ between small letters tells ISO-8859-15 from Windows-1252")
    func latin9() throws {
        let loading = try Loading(encode("mot;sens\ncœur;centre\nsœur;parente\nœuvre;écrit\n", as: .latin9))
        #expect(loading.column("mot") == ["cœur", "sœur", "œuvre"])
    }

    @Test(
        "two or three letters that are French by accident in another encoding do not decide",
        arguments: [
            // «Œuvre», «CŒUR», «“non”» and «Østby», «Ørsta», «Østerås» in windows-1252; no other letter beyond ASCII.
            ("mot,n\n\u{8C}uvre,1\nbois,2\n", "Œuvre"), ("mot,n\nC\u{8C}UR,1\nBOIS,2\n", "CŒUR"),
            ("mot,n\n\u{93}non\u{94},1\noui,2\n", "“non”"),
            ("by,n\n\u{D8}stby,1\n\u{D8}rsta,2\n\u{D8}ster\u{E5}s,3\n", "Østby"),
        ])
    func accident(_ text: String, _ word: String) throws {
        let loading = try Loading(text.unicodeScalars.map { UInt8($0.value) })
        #expect(loading.plan.encoding == .windows1252)
        #expect(loading.rows[0][0] == word)
    }

    @Test("a sign that two encodings have is read as the likelier one, and told of")
    func doubt() throws {
        let loading = try Loading(Array("id,prix\n1,12 ".utf8) + [0xA4] + Array("\n2,5 ".utf8) + [0xA4, 0x0A])
        #expect(loading.plan.encoding == .latin9)
        let warning = try #require(loading.plan.warnings.first)
        #expect(warning.hasPrefix("2 characters beyond ASCII may be macintosh as well as iso-8859-15"))
        let sure = try Loading(encode(Self.text, as: .windows1252))
        #expect(sure.plan.warnings.isEmpty)
    }

    @Test("a sign of money behind a capital is no letter that ends no word")
    func money() throws {
        let loading = try Loading(encode("mois,emprunts_M€\n1,11877\n2,11439\n", as: .windows1252))
        #expect(loading.plan.encoding == .windows1252)
        #expect(loading.table.columns.map(\.label) == ["mois", "emprunts_M€"])
    }

    @Test("a character beyond the first plane survives UTF-16")
    func surrogatePair() throws {
        let loading = try Loading(encode("a,b\n😀,x\n", as: .utf16BigEndian, mark: true))
        #expect(loading.rows == [["😀", "x"]])
    }

    @Test(
        "a text in an encoding that is not known is told of, with the share of what reads as nothing",
        arguments: [
            // «Привет, мир» in windows-1251 and «中文名稱» in Big5, several times.
            [0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2, 0x2C, 0xEC, 0xE8, 0xF0, 0x0A],
            [0xA4, 0xA4, 0xA4, 0xE5, 0x2C, 0xA6, 0x57, 0xBA, 0xD9, 0x0A],
        ])
    func unknown(_ line: [UInt8]) throws {
        let plan = try Loading(Array("a,b\n".utf8) + Array(repeating: line, count: 6).flatMap { $0 }).plan
        #expect(plan.warnings.count == 1)
        #expect(plan.warnings.first?.contains("% of what is beyond ASCII makes no words") == true)
    }

    @Test("letters of Europe in an encoding that is known are not told of")
    func known() throws {
        let text = "Ort;Straße\nMünchen;Königstraße\nCórdoba;Peñón\nÅrhus;Søndergade\n«\u{A0}Évry\u{A0}»;Âge\n"
        let loading = try Loading(text.unicodeScalars.map { UInt8($0.value) })
        #expect(loading.plan.encoding == .windows1252)
        #expect(loading.plan.warnings.isEmpty)
    }

    @Test("characters that were encoded twice and written in Mac Roman are no mixture of encodings")
    func twiceInMacRoman() throws {
        let text = String(repeating: "Prince Georgeâ€™s;lâ€™Hay is 3 â€“ 4\n", count: 5)
        let loading = try Loading(encode("a;b\n" + text, as: .macRoman))
        #expect(loading.plan.encoding == .macRoman)
        #expect(loading.plan.fallbackEncoding == nil)
        #expect(loading.plan.warnings.count == 1)
        #expect(
            loading.plan.warnings.first?.hasPrefix("15 characters were encoded twice, by way of windows-1252") == true)
        #expect(loading.rows.first == ["Prince Georgeâ€™s", "lâ€™Hay is 3 â€“ 4"])
    }

    @Test("a text that ends within a character is told of, and is no mixture of encodings")
    func cut() throws {
        let loading = try Loading(Array("id;nom\n1;été\n2;é".utf8.dropLast()))
        #expect(loading.plan.fallbackEncoding == nil)
        #expect(loading.plan.warnings.count == 1)
        #expect(loading.tally.loaded == 1)
        #expect(loading.rejects.map(\.reason) == [.undecodable])
    }

    @Test("a lone surrogate costs its row and no other")
    func loneSurrogate() throws {
        var bytes = encode("a,b\nX,1\nY,2\nZ,3\n", as: .utf16LittleEndian, mark: true)
        bytes[2 + 2 * 4] = 0x00
        bytes[3 + 2 * 4] = 0xD8
        let loading = try Loading(bytes)
        #expect(loading.rows == [["Y", "2"], ["Z", "3"]])
        #expect(loading.rejects.map(\.reason) == [.undecodable])
        #expect(loading.rejects.first?.byteOffset == 10)
    }

    @Test("two encodings in one file are told apart record by record, and counted")
    func mixed() throws {
        let good = "é;à côté\nè;forêt\nç;où ça\n"
        let loading = try Loading(
            encode("x;y\n" + good, as: .utf8) + encode("ô;été\n", as: .windows1252) + encode(good, as: .utf8))
        #expect(loading.plan.encoding == .utf8)
        #expect(loading.plan.fallbackEncoding == .windows1252)
        #expect(loading.rows.dropFirst(3).first == ["ô", "été"])
        #expect(loading.rows.dropFirst(4).first == ["é", "à côté"])
        #expect(loading.tally.repairs[.fallbackEncoding] == 1)
    }

    @Test("bytes that are no text in the encoding make a reject with its place")
    func undecodable() throws {
        var options = SniffOptions()
        options.encoding = .utf8
        let loading = try Loading(Array("a,b\n1,x\n2,".utf8) + [0xE9] + Array("t\n3,y\n".utf8), options)
        #expect(loading.rows == [["1", "x"], ["3", "y"]])
        let reject = try #require(loading.rejects.first)
        #expect(reject.reason == .undecodable)
        #expect(reject.line == 3)
        #expect(reject.byteOffset == 8)
        #expect(reject.column == "b")
        #expect(reject.value == "\\xE9t")
        #expect(reject.rawLine == "2,\\xE9t")
    }

    @Test("a byte that means nothing in Windows-1252 is not made up")
    func undefined() throws {
        var options = SniffOptions()
        options.encoding = .windows1252
        let loading = try Loading(Array("a,b\n1,".utf8) + [0x81, 0x0A], options)
        #expect(loading.rejects.map(\.reason) == [.undecodable])
    }

    @Test(
        "line and byte offset are those of the file, whatever its encoding", arguments: TextEncoding.allCases)
    func places(_ encoding: TextEncoding) throws {
        let text = "id;nom\n1;\"été\nà\"\n2;x;y\n3;z\n"
        var options = SniffOptions()
        options.encoding = encoding
        let loading = try Loading(encode(text, as: encoding), options)
        let reject = try #require(loading.rejects.first)
        #expect(reject.reason == .width(expected: 2, found: 3))
        #expect(reject.line == 4)
        #expect(reject.byteOffset == encode("id;nom\n1;\"été\nà\"\n", as: encoding).count)
    }

    @Test(
        "a text that was encoded twice is kept and reported",
        arguments: [TextEncoding.windows1252, .macRoman, .codePage850])
    func twiceEncoded(_ way: TextEncoding) throws {
        let wrong = String(decoding: Array(Self.text.utf8), as: way)
        let loading = try Loading(wrong)
        #expect(loading.rejects.isEmpty)
        let warning = try #require(loading.plan.warnings.first)
        #expect(warning.contains("by way of \(way.rawValue)"))
        #expect(try Loading(Self.text).plan.warnings.isEmpty)
    }

    @Test("letters of other languages are not taken for text that was encoded twice")
    func otherLanguages() throws {
        let text = "nome;cidade\nÂngela;São João\nÃ;Âmbar\nJoão;Ãrea √ ├ naïve Ångström\n"
        #expect(try Loading(text).plan.warnings.isEmpty)
    }
}

extension String {
    /// What comes of UTF-8 when somebody takes it for another encoding.
    fileprivate init(decoding bytes: [UInt8], as encoding: TextEncoding) {
        var upper: [UInt8: String] = [:]
        for byte in UInt8(0x80)...0xFF {
            // Read by the loader itself, whose tables have tests of their own.
            let cell = Array("a;b\n".utf8) + [byte] + Array(";2\n".utf8)
            var options = SniffOptions()
            options.encoding = encoding
            upper[byte] = (try? Loading(cell, options))?.rows.first?[0] ?? String(Unicode.Scalar(byte))
        }
        self = bytes.map { upper[$0] ?? String(Unicode.Scalar($0)) }.joined()
    }
}
