internal import ActiveLearning
package import Evaluation
package import Figures
internal import Heads
internal import Interchange
internal import LinearAlgebra
package import ProjectModel
internal import ProjectStore
package import Workbench

/// How right every head is on images that are not labelled, by an answer key.
package struct TruthEvaluation: Sendable {
    package let rows: [HeadAccuracy]
    /// Images that were counted.
    package let imageCount: Int
    /// Images of the key that are labelled, and so were not counted.
    package let labelledAndLeftOut: Int
    /// Counted images that are given away by a labelled one of their group, or by a twin.
    package let givenAway: Int
    /// Rows of the key whose image has no features here.
    package let unknownPaths: Int
    package let truthCounts: [Int]
    /// The pairs of classes that plain CLIP confuses most on the counted images.
    package let confusablePairs: [ConfusablePairs.Pair]
    /// Of the first questions in the order of confusions, those that ask about real errors of CLIP: by Δs, nil where it does not
    /// exist, and by CLIP's margin. Questions about images that the key does not name are not counted.
    package let realByDeltaS: RealConfusions?
    package let realByMargin: RealConfusions
    /// Of the head in use: all images first, then each camera or line.
    package let inspections: [InspectionFigures]

    package struct HeadAccuracy: Sendable, Equatable {
        package let head: Head
        package let accuracy: WilsonInterval
        /// Before and after tempering.
        package let calibration: Calibration
        /// Log-loss, tempered, minus that of plain CLIP as it is, over the same images.
        package let logLossChange: Estimate
        /// Against plain CLIP over the same images; nil for plain CLIP itself.
        package let comparison: PairedComparison?
        /// What becomes of the pairs that plain CLIP confuses most; nil where it confuses none.
        package let pairs: ConfusablePairs.Outcome?
        package let isActive: Bool
        /// Whether the screens show it beside others: the gate and the MLP only from three labels per class.
        package let isShown: Bool

        /// - Parameter probabilities: tempered.
        init(
            _ head: Head, _ calibration: Calibration, _ probabilities: Matrix, zeroShot: Matrix, truth: [Int],
            pairs: ConfusablePairs, groups: [Int]?, isActive: Bool, smallestClass: Int, seed: UInt64
        ) {
            let predicted = probabilities.argmax()
            let right = zip(predicted, truth).map { $0 == $1 }
            self.pairs = pairs.outcome(of: predicted)
            self.head = head
            self.calibration = calibration
            accuracy = WilsonInterval(successes: right.count { $0 }, of: right.count)
            logLossChange = logLossDifference(
                probabilities, zeroShot.softmax(), truth: truth, groups: groups, seed: seed)
            comparison =
                head == .zeroShot
                ? nil
                : PairedComparison(
                    first: right, second: zip(zeroShot.argmax(), truth).map { $0 == $1 }, groups: groups, seed: seed)
            self.isActive = isActive
            isShown = HeadChoice.isShown(head, smallestClass: smallestClass)
        }
    }
}

extension Workbench {
    package enum Truth: Sendable, Equatable {
        case csv(String, split: String?)
        case folders
    }

    /// Compares every head with an answer key on the images that no estimator saw.
    ///
    /// - Parameters:
    ///   - scores: of the heads that are compared.
    ///   - inUse: the head in use, as the project lies.
    package func evaluation(_ truth: Truth, pool: Pool, scores: Scores?, inUse: Head) throws -> TruthEvaluation {
        var key: [(row: Int, column: Int)] = []
        var unknown = 0
        switch truth {
        case .csv(let path, let split):
            for (row, place) in try rows(ofTable: path, split: split, naming: pool.images) {
                guard let label = classNamed(row.className), let column = position(of: label.id) else {
                    throw try unknownClass(row.className, ofTable: path, line: row.line)
                }
                if let place { key.append((place, column)) } else { unknown += 1 }
            }
        case .folders:
            for (row, image) in pool.images.enumerated() {
                let folder = image.path.split(separator: "/").dropLast().last.map(String.init) ?? ""
                guard let label = classNamed(folder), let column = position(of: label.id) else {
                    unknown += 1
                    continue
                }
                key.append((row, column))
            }
        }
        let reviews = try store.reviews()
        let counted = key.filter { reviews[pool.images[$0.row].id]?.labelledClass == nil }
        guard !counted.isEmpty else {
            let name = if case .csv(let path, _) = truth { path } else { folder.project }
            throw StudyError.nothingToEvaluate(path: name)
        }
        let rows = counted.map(\.row)
        let answers = counted.map(\.column)
        let heads = scores?.known ?? [.zeroShot]
        let zeroShot = pool.zeroShot.gatheringRows(rows)
        let groups = pool.groups(of: rows)
        let smallest = try labelledRows(pool).smallestClass(classes: classes.count)
        let tempered = try scores?.heads ?? self.heads(of: nil, pool, labelledRows(pool))
        let answersOfHead = heads.map { head in
            let logits = (scores?.logits(of: head) ?? pool.zeroShot).gatheringRows(rows)
            return (head, logits, tempered.probabilities(of: head, logits: logits, zeroShot: zeroShot))
        }
        let pairs = ConfusablePairs(truth: answers, plain: zeroShot.argmax())
        let accuracies = answersOfHead.map { head, logits, probabilities in
            TruthEvaluation.HeadAccuracy(
                head,
                Calibration(logits, zeroShot: zeroShot, truth: answers, temperedBy: tempered.tempering(of: head)),
                probabilities, zeroShot: zeroShot, truth: answers, pairs: pairs, groups: groups,
                isActive: head == inUse, smallestClass: smallest, seed: file.seed)
        }
        // A head in use that is not among those compared does not exist: before the first training that is plain CLIP.
        let predicted = (answersOfHead.first { $0.0 == inUse } ?? answersOfHead[0]).2.argmax()
        let truthOfRow = Dictionary(zip(rows, answers), uniquingKeysWith: { first, _ in first })
        let real = scoredPool(pool, scores, reviews, inUse: inUse).realConfusions(seed: file.seed) { truthOfRow[$0] }
        var counts = [Int](repeating: 0, count: classes.count)
        for answer in answers { counts[answer] += 1 }
        return TruthEvaluation(
            rows: accuracies, imageCount: rows.count, labelledAndLeftOut: key.count - counted.count,
            givenAway: try rowsGivenAway(among: rows, pool).count,
            unknownPaths: unknown, truthCounts: counts, confusablePairs: pairs.pairs, realByDeltaS: real.byDeltaS,
            realByMargin: real.byMargin,
            inspections: inspectionFigures(pool, rows: rows, truth: answers, predicted: predicted))
    }

    /// The pool as rankings read it.
    private func scoredPool(
        _ pool: Pool, _ scores: Scores?, _ reviews: [ImageID: Review], inUse: Head
    ) -> ScoredPool {
        ScoredPool(
            images: pool.images.map(\.id), classes: pool.classes.map(\.id), zeroShot: pool.zeroShot,
            deltaS: scores?.deltaS, probabilities: scores?.probabilities(of: inUse) ?? pool.zeroShot.softmax(),
            correctedProbabilities: scores?.corrected.softmax(),
            reviews: pool.images.map { reviews[$0.id] ?? .unseen }, isReserve: pool.images.map(\.isReserve),
            embeddings: pool.embeddings, estimator: scores?.round?.id ?? EstimatorID(0))
    }
}
