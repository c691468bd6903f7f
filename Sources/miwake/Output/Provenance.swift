import Deconfusion
import Evaluation
import ProjectModel
import ProjectStore
import Workbench

/// Where figures come from: printed with every one of them.
enum Provenance {
    /// λ of the similarity losses.
    static func of(_ weights: LossWeights) -> [DataTable.Fact] {
        [
            .init("lambda_maf", .decimal(Double(weights.similarityMAF), digits: 3)),
            .init("lambda_icd", .decimal(Double(weights.similarityICD), digits: 3)),
        ]
    }

    /// - Parameter choice: the head in use where the scores are of another round than the project's.
    static func of(_ bench: Workbench, _ scores: Scores?, inUse choice: HeadChoice? = nil) -> [DataTable.Fact] {
        let head = choice ?? scores?.choice ?? .notTrained
        let facts: [DataTable.Fact] = [
            .init("project", .text(bench.name)), .init("head", .text(head.head.rawValue)),
        ]
        guard let trained = scores?.trained else { return facts }
        return facts + [
            .init("mode", .text(trained.round.mode.rawValue)),
            // A round that was not kept has no number.
            .init("round", trained.round.id.rawValue > 0 ? .integer(Int(trained.round.id.rawValue)) : .missing),
            .init("labels_trained_on", .integer(trained.round.labels)),
        ] + of(trained.lossWeights)
    }
}
