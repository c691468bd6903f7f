import Foundation
import GRDB
import ProjectModel
import Testing

@testable import ProjectStore

@Suite("What rounds learnt from")
struct TrainingSetTests {
    private static func round(_ id: Int64, hash: String, classes: [LabelClass] = [], at time: Date = moment(50))
        -> EstimatorRound
    {
        EstimatorRound(
            id: EstimatorID(id), file: StoreFolder.estimatorFileName(EstimatorID(id)), recipe: "miwake", mode: .pooled,
            createdAt: time, labelsHash: hash, classes: classes.map { .init(id: $0.id, labels: 1) }, warmStart: nil,
            steps: 75, seed: 1, featureKey: "imported-1")
    }

    @Test("a round remembers its labels, image by image, until its weights go")
    func remembered() throws {
        let fixture = try Fixture()
        let labels = [fixture.images[3].id: fixture.classes[1].id, fixture.images[0].id: fixture.classes[0].id]
        try fixture.store.record(Self.round(1, hash: "a"), trainedOn: labels)
        try fixture.store.record(Self.round(2, hash: "b"), trainedOn: [fixture.images[5].id: fixture.classes[2].id])
        #expect(try fixture.store.trainingSet(of: EstimatorID(1)) == labels)
        try fixture.store.forgetTrainingSets(upTo: EstimatorID(1))
        #expect(try fixture.store.trainingSet(of: EstimatorID(1)).isEmpty)
        #expect(try fixture.store.trainingSet(of: EstimatorID(2)).count == 1)
        #expect(try fixture.store.estimators().map(\.labelsHash) == ["a", "b"], "the record of a round stays")
    }

    @Test("of rounds in a row on the same labels the last one counts")
    func changedLabels() {
        func changed(_ hashes: [String]) -> [Int64] {
            hashes.enumerated().map { Self.round(Int64($0 + 1), hash: $1) }.onChangedLabels.map(\.id.rawValue)
        }
        #expect(changed([]) == [])
        #expect(changed(["a"]) == [1])
        #expect(changed(["a", "a", "a", "b", "b", "c"]) == [3, 5, 6])
        #expect(changed(["a", "b", "a"]) == [1, 2, 3], "labels that were taken back are a change")
    }

    @Test("in a store of 0.1.0 the latest round's labels are read off the log, as they were when it was made")
    func migration() throws {
        let database = try DatabaseQueue()
        try Schema.migrator.migrate(database, upTo: "2026-11-views")
        try database.write { database in
            try database.execute(
                sql: """
                    INSERT INTO class (id, name, position) VALUES (1, 'good', 0), (2, 'crack', 1);
                    INSERT INTO image (id, path) VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd');
                    INSERT INTO image (id, path) VALUES (5, 'audited');
                    UPDATE image SET reserve_rank = 0 WHERE id = 5;
                    """)
            func review(_ image: Int, _ from: Int?, _ to: Int?, at time: Int, undoes: Int? = nil) throws {
                try database.execute(
                    sql: """
                        INSERT INTO label_event (image_id, kind, from_review, from_class_id, to_review, to_class_id, origin, who,
                            made_at, reverses_event_id)
                        VALUES (?, 'review', ?, ?, ?, ?, ?, 'tester', ?, ?)
                        """,
                    arguments: [
                        image, from == nil ? "unseen" : "labelled", from, to == nil ? "unseen" : "labelled", to,
                        undoes == nil ? "command" : "undo", time, undoes,
                    ])
            }
            try review(1, nil, 1, at: 10)
            try review(2, nil, 1, at: 20)
            try review(2, 1, 2, at: 30)
            try review(3, nil, 1, at: 40)
            try review(3, 1, nil, at: 50, undoes: 4)
            try review(5, nil, 2, at: 60)
            for (id, labels, time) in [(1, 1, 15), (2, 2, 100)] {
                try database.execute(
                    sql: """
                        INSERT INTO estimator (id, file, recipe, mode, created_at, labels_hash, labels, steps, seed, feature_key)
                        VALUES (?, ?, 'miwake', 'pooled', ?, 'hash', ?, 75, 1, 'imported-1')
                        """, arguments: [id, "\(id).safetensors", time, labels])
            }
            // Given after the training.
            try review(4, nil, 2, at: 110)
            try review(1, 1, 2, at: 120)
        }
        try Schema.migrator.migrate(database)
        let rows = try database.read {
            try Row.fetchAll($0, sql: "SELECT estimator_id, image_id, class_id FROM estimator_label ORDER BY image_id")
        }
        #expect(rows.map { [$0[0] as Int, $0[1] as Int, $0[2] as Int] } == [[2, 1, 1], [2, 2, 2]])
    }
}
