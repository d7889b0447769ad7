import Testing

@testable import Migrations

@Suite("Versions of releases")
struct ReleaseVersionTests {
    @Test(
        "versions are ordered as semantic versions are",
        arguments: zip(
            [
                "0.9.0", "0.1.0", "1.9.0", "1.0.0-alpha", "1.0.0-alpha", "1.0.0-2", "1.0.0-rc.9", "1.0.0-9",
                "built here",
            ],
            ["0.10.0", "1.0", "1.10", "1.0.0", "1.0.0-alpha.1", "1.0.0-11", "1.0.0-rc.10", "1.0.0-a", "0.0.1"]))
    func ordered(_ older: String, _ newer: String) {
        #expect(ReleaseVersion(older) < ReleaseVersion(newer))
        #expect(!(ReleaseVersion(newer) < ReleaseVersion(older)))
    }

    @Test("a build's own mark has no order")
    func build() {
        #expect(ReleaseVersion("1.0.0+a") == ReleaseVersion("1.0.0+b"))
        #expect(ReleaseVersion("1.0") == ReleaseVersion("1.0.0"))
    }
}
