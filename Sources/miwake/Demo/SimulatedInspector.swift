import ActiveLearning
import Evaluation
import Figures
import Foundation
import Heads
import Interchange
import Labelling
import ProjectModel
import ProjectStore
import Studies
import Workbench

/// An inspector who answers from the key, without a terminal: the demo for a log, and for a test.
struct SimulatedInspector {
    /// Labels a class where nobody says otherwise; the guided tour gives as many.
    static let labelsPerClass = 4

    let bench: Workbench
    let key: AnswerKey
    let keyPath: String
    let labels: Int
    let seed: UInt64

    /// One line of the table: a head, after so many labels.
    struct Row {
        var labels: Int
        var evaluation: TruthEvaluation.HeadAccuracy
        var round: Int?
        var mode: FeatureMode?
    }

    /// Answers questions in the suggested order until enough images are labelled, retraining as the screens do.
    /// - Returns: the figures before the first label, and after the last.
    func run(progress: (_ done: Int, _ total: Int) -> Void) throws -> [Row] {
        let pool = try bench.pool()
        let session = try LabellingSession(
            bench, pool: pool, scores: try bench.latestScores(pool), isAuditOnly: false, seed: seed)
        var rows = try figures(session, labels: 0)
        var given = 0
        var page: [Question] = []
        var answered: Set<ImageID> = []
        while given < labels {
            if page.isEmpty {
                page = try session.questions(.suggested).questions.filter { !answered.contains($0.asked.image) }
                guard !page.isEmpty else { break }
            }
            let question = page.removeFirst()
            let image = question.asked.image
            answered.insert(image)
            guard let path = pool.row(of: image).map({ pool.images[$0].path }), let label = key[path] else { continue }
            let edit = Edit(
                image: image, change: .review(from: session.review(of: image), to: .labelled(label)), origin: .answer)
            var prompt = question.prompt(answeredAs: question.role, shownAt: Date())
            // Nobody was told what the head in use believes.
            prompt.belief = nil
            try session.commit(edit, shown: .prompt(prompt), latency: nil)
            given += 1
            progress(given, labels)
            let isDue = session.progress.trainingChanges >= bench.file.labelling.retrainEvery ?? labels
            if isDue || given == labels && session.progress.trainingChanges > 0, given > 1 {
                _ = try session.retrain { _ in }
                page = []
            }
        }
        _ = try session.chooseHead()
        rows += try figures(session, labels: given)
        return rows
    }

    /// CLIP alone, and the head in use where there is one, on the images that are not labelled now.
    private func figures(_ session: LabellingSession, labels: Int) throws -> [Row] {
        let scores = session.scores
        let inUse = scores?.choice.head ?? .zeroShot
        return try bench.evaluation(.csv(keyPath, split: nil), pool: session.pool, scores: scores, inUse: inUse).rows
            .filter { $0.head == .zeroShot || $0.isActive }
            .map { row in
                let isTrained = row.head != .zeroShot
                return Row(
                    labels: labels, evaluation: row,
                    round: isTrained ? scores?.round.map { Int($0.id.rawValue) } : nil,
                    mode: isTrained ? scores?.round?.mode : nil)
            }
    }
}
