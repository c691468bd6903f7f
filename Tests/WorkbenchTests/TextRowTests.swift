import Foundation
import ProjectStore
import TestProjects
import TestSupport
import Testing

@testable import Workbench

@Suite("Text features and classes")
struct TextRowTests {
    @Test("there is a text row for each class, no fewer and no more", arguments: [2, 3, 5, 30])
    func asManyAsClasses(rows: Int) throws {
        let small = try SmallBench(imagesPerClass: 3)
        let texts = (0..<rows * SmallBench.width).map { Float($0 % 7) + 1 }
        try NumPyBytes.write(texts, shape: [rows, SmallBench.width], to: small.file("texts.npy"))
        #expect(
            throws: WorkbenchError.tensorShape(
                path: small.file("texts.npy"), name: "text_features", expected: "(4, \(SmallBench.width))",
                found: [rows, SmallBench.width])
        ) { try small.importFeatures() }
        #expect(try small.open().store.imagesWithFeatures(.image).isEmpty, "nothing was taken over")
    }

    @Test("a class that came after the features has no text row, and is named as behind")
    func laterClass() throws {
        let small = try SmallBench(imagesPerClass: 3)
        #expect(try small.open().classesWithOtherPrompts() == nil, "no features, nothing to be behind of")
        try small.importFeatures()
        #expect(try small.open().classesWithOtherPrompts() == [])
        let yaml = small.path + "/miwake.yaml"
        let text = String(decoding: try Workbench.bytes(of: yaml), as: UTF8.self)
        try text.replacing("- name: scratch\n", with: "- name: dent\n  - name: scratch\n")
            .write(toFile: yaml, atomically: true, encoding: .utf8)
        #expect(try small.open().classesWithOtherPrompts() == ["dent"])
    }
}
