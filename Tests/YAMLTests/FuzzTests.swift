import Testing
import Vocabulary
import YAML

@Suite("Texts made at random", .timeLimit(.minutes(1)))
struct FuzzTests {
    @Test("are read, or refused at a place that exists", arguments: 0..<40)
    func mutations(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<50 {
            var bytes = Array(SeedFragmentTests.fragments.randomElement(using: &random)?.utf8 ?? "".utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.insert(contentsOf: Hostile.text(&random).utf8, at: place)
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + 5))
                case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                default: bytes.insert(contentsOf: bytes.prefix(place), at: place)
                }
            }
            expectReadOrRefused(bytes)
        }
    }

    private func expectReadOrRefused(_ bytes: [UInt8]) {
        do {
            let root = try YAMLDocument(parsing: bytes, file: "t.yml").root
            // What was read can be decoded and written, whatever it is.
            _ = rendered { _ = try YAMLDecoder().decode(Declaration.self, from: root) }
            #expect(rendered { _ = try YAMLWriter().text(of: root) } == "")
        } catch let failure as YAMLFailure {
            expectPlace(failure, in: bytes)
        } catch let list as FailureList {
            for failure in list.failures { (failure as? YAMLFailure).map { expectPlace($0, in: bytes) } }
        } catch {
            Issue.record("not a failure: \(error)")
        }
    }

    private func expectPlace(_ failure: YAMLFailure, in bytes: [UInt8]) {
        #expect(failure.code != "YML901", "\(failure.message)")
        guard let position = failure.mark?.position else { return }
        let lineEnds = bytes.count { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        #expect(position.line >= 1 && position.line <= lineEnds + 1)
        #expect(position.column >= 1)
        #expect(failure.detail?.utf8.contains(0x1B) == false)
    }
}
