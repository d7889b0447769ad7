import Formats
import Testing

/// Every file of the folder, whatever it is: a plan and a count, or a failure that says why.
@Suite(.enabled(if: RealData.isThere, "SOCLE_REAL_DATA names no folder"))
struct AnyFileTests {
    @Test(
        "every record is loaded, rejected or ignored, or the file is refused",
        arguments: [
            "messy", "dialects/files", "cog", "excel", "geo", "schemas/etalab+schema-irve",
            "schemas/datagouv+schema-fontaine-eau",
        ])
    func law(_ folder: String) throws {
        var loaded = 0
        var refused: [String] = []
        for name in RealData.names(in: folder) {
            do {
                let source = try FileSource(path: RealData.path(folder + "/" + name))
                let plan = try SourcePlan(sniffing: source)
                let reader = try plan.reader(of: source)
                var batch = RowBatch()
                var rows = 0
                var rejects = 0
                while try reader.read(into: &batch) {
                    rows += batch.rowCount
                    rejects += batch.rejects.count
                }
                let tally = reader.tally
                #expect(tally.loaded + tally.rejected + tally.ignored == tally.records, "\(name)")
                #expect(tally.loaded == rows && tally.rejected == rejects, "\(name)")
                loaded += 1
            } catch let failure as FormatFailure {
                refused.append("\(name): \(failure.message)")
            }
        }
        let all = loaded + refused.count
        Score.print(folder, "files of which every line is counted, or which are refused by what they are", all, all)
        print("\(folder): \(loaded) read, \(refused.count) refused")
        for line in refused { print("  " + line) }
    }

    @Test("a missing file, a directory and a device are refused by name")
    func paths() {
        #expect(throws: FormatFailure.fileNotFound("/no/such/file")) { try FileSource(path: "/no/such/file") }
        #expect(throws: FormatFailure.isDirectory("/")) { try FileSource(path: "/") }
        #expect(throws: FormatFailure.notRegularFile("/dev/null")) { try FileSource(path: "/dev/null") }
        #expect(throws: FormatFailure.fileNotFound("a\0b")) { try FileSource(path: "a\0b") }
    }
}
