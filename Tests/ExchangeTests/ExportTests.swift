import Exchange
import Foundation
import ProjectModel
import ProjectStore
import TestProjects
import Testing
import Workbench

@Suite("Labels on their way to other programs")
struct ExportTests {
    private static func labelled(_ small: SmallBench) throws -> [(path: String, name: String)] {
        try small.importFeatures()
        try small.label(perClass: 2)
        let bench = try small.open()
        let paths = Dictionary(uniqueKeysWithValues: try bench.store.images().map { ($0.id, $0.path) })
        return try bench.store.labels(in: .pool).map { label in
            let name = bench.classes.first { $0.id == label.label }?.name
            return (try #require(paths[label.image]), try #require(name))
        }
    }

    private static func export(_ format: ExportFormat, _ small: SmallBench) throws -> (
        text: String, LabelExport.Outcome
    ) {
        let path = small.file("export-" + format.name)
        let outcome = try LabelExport(project: small.path, format: format, destination: path).run()
        return (try String(contentsOfFile: path, encoding: .utf8), outcome)
    }

    @Test("a table has a row for each label, in the order in which they were given")
    func table() throws {
        let small = try SmallBench(imagesPerClass: 4)
        let labels = try Self.labelled(small)
        let (text, outcome) = try Self.export(try #require(.named("csv")), small)
        #expect(text == "path,class,split\r\n" + labels.map { "\($0.path),\($0.name),train\r\n" }.joined())
        #expect(outcome.trainCount == 8 && outcome.auditCount == 0 && outcome.smallestClass == 2)
        #expect(outcome.emptyClasses.isEmpty && outcome.isRecorded)
    }

    @Test("CoOp's split numbers the classes that have a label from 0, without a gap")
    func split() throws {
        struct Lists: Decodable {
            var train: [Row]
            var val: [Row]
            var test: [Row]

            struct Row: Decodable, Equatable {
                var path: String
                var label: Int
                var name: String

                init(path: String, label: Int, name: String) {
                    (self.path, self.label, self.name) = (path, label, name)
                }

                init(from decoder: any Decoder) throws {
                    var fields = try decoder.unkeyedContainer()
                    path = try fields.decode(String.self)
                    label = try fields.decode(Int.self)
                    name = try fields.decode(String.self)
                }
            }
        }
        let small = try SmallBench(imagesPerClass: 4)
        try small.importFeatures()
        // The first class has no label: the second is number 0.
        let images = try small.open().store.images().filter { !$0.isReserve }
        let wanted = images.filter { !$0.path.hasPrefix(SmallBench.classes[0]) }.map(\.path)
        try small.importLabels(wanted.map { "\($0),\(small.truth[$0] ?? "")" }, to: "some.csv")
        let (text, outcome) = try Self.export(try #require(.named("coop")), small)
        let lists = try JSONDecoder().decode(Lists.self, from: Data(text.utf8))
        let expected = wanted.map { path in
            Lists.Row(
                path: path, label: (SmallBench.classes.firstIndex(of: small.truth[path] ?? "") ?? 0) - 1,
                name: small.truth[path] ?? "")
        }.sorted { ($0.label, $0.path) < ($1.label, $1.path) }
        #expect(lists.train == expected)
        #expect(lists.val.isEmpty && lists.test.isEmpty)
        #expect(outcome.emptyClasses == [SmallBench.classes[0]])
    }

    @Test(
        "a project without pictures fills no folder, and one without labels exports nothing",
        arguments: ExportFormat.all.map(\.name))
    func refused(name: String) throws {
        let format = try #require(ExportFormat.named(name))
        let small = try SmallBench(imagesPerClass: 4)
        try small.importFeatures()
        #expect(throws: WorkbenchError.nothingToExport(project: small.path)) { _ = try Self.export(format, small) }
        guard format.fillsFolder else { return }
        try small.label(perClass: 1)
        #expect(throws: WorkbenchError.noPictures(project: small.path)) { _ = try Self.export(format, small) }
    }

    @Test("an export that Miwake wrote is replaced, one that somebody changed is not")
    func changedSince() throws {
        let small = try SmallBench(imagesPerClass: 4)
        _ = try Self.labelled(small)
        let csv = try #require(ExportFormat.named("csv"))
        let first = try Self.export(csv, small).text
        #expect(try Self.export(csv, small).text == first)
        try (first + "by,hand,train\n").write(toFile: small.file("export-csv"), atomically: true, encoding: .utf8)
        #expect(throws: WorkbenchError.output(.notOurs(path: small.file("export-csv"), count: 1))) {
            _ = try Self.export(csv, small)
        }
    }

    @Test("every format has a name of its own that a command line takes, and a summary without a full stop")
    func formats() {
        let names = ExportFormat.all.map(\.name)
        #expect(Set(names).count == names.count)
        for format in ExportFormat.all {
            #expect(
                !format.name.isEmpty && format.name.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) })
            #expect(!format.summary.isEmpty && !format.summary.hasSuffix("."), "\(format.name)")
            #expect(ExportFormat.named(format.name)?.name == format.name)
        }
        #expect(ExportFormat.named("CSV") == nil)
    }
}
