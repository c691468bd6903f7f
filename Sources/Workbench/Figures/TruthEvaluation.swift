package import Evaluation
internal import Interchange
internal import LinearAlgebra
package import ProjectModel
internal import ProjectStore

/// How right every head is on images that are not labelled, by an answer key.
package struct TruthEvaluation: Sendable {
    package let rows: [HeadAccuracy]
    /// Images that were counted.
    package let imageCount: Int
    /// Images of the key that are labelled, and so were not counted.
    package let labelledAndLeftOut: Int
    /// Of the counted images, those that a labelled one of their group, or a twin, gives away.
    package let givenAway: Int
    /// Rows of the key whose image has no features here.
    package let unknownPaths: Int
    package let truthCounts: [Int]
    /// Of the head in use: all images first, then each camera or line.
    package let inspections: [InspectionFigures]

    package struct HeadAccuracy: Sendable, Equatable {
        package let head: Head
        package let accuracy: WilsonInterval
        package let logLoss: Double
        package let brier: Double
        package let expectedCalibrationError: Double
        /// Against plain CLIP over the same images; nil for plain CLIP itself.
        package let comparison: PairedComparison?
        package let isActive: Bool
        /// Whether the screens show it beside others: the gate and the MLP only from three labels a class.
        package let isShown: Bool

        init(
            _ head: Head, _ logits: Matrix, zeroShot: Matrix, truth: [Int], groups: [Int]?, isActive: Bool,
            smallestClass: Int, seed: UInt64
        ) {
            let probabilities = logits.softmax()
            let right = zip(logits.argmax(), truth).map { $0 == $1 }
            self.head = head
            accuracy = WilsonInterval(successes: right.count { $0 }, of: right.count)
            logLoss = Evaluation.logLoss(probabilities, truth: truth)
            brier = brierScore(probabilities, truth: truth)
            expectedCalibrationError = Evaluation.expectedCalibrationError(probabilities, truth: truth)
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
    package func evaluation(_ truth: Truth, pool: Pool, scores: Scores?) throws -> TruthEvaluation {
        var key: [(row: Int, column: Int)] = []
        var unknown = 0
        switch truth {
        case .csv(let path, let split):
            let rowOfPath = Dictionary(
                pool.images.enumerated().map { (RelativePath.normalised($0.element.path), $0.offset) },
                uniquingKeysWith: { first, _ in first })
            for row in try rows(ofTable: path, split: split) {
                guard let label = classNamed(row.className), let column = position(of: label.id) else {
                    throw try unknownClass(row.className, ofTable: path, line: row.line)
                }
                if let place = rowOfPath[row.path] { key.append((place, column)) } else { unknown += 1 }
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
            throw WorkbenchError.nothingToEvaluate(path: name)
        }
        let rows = counted.map(\.row)
        let answers = counted.map(\.column)
        let heads: [Head] = scores == nil ? [.zeroShot] : Head.simplestFirst
        let zeroShot = pool.zeroShot.gatheringRows(rows)
        let names = rows.map { pool.images[$0].group }
        let groups = names.contains { $0 != nil } ? Self.numbered(names) : nil
        let smallest = try labelledRows(pool).smallestClass(classes: classes.count)
        let accuracies = heads.map { head in
            TruthEvaluation.HeadAccuracy(
                head, (scores?.logits(of: head, pool) ?? pool.zeroShot).gatheringRows(rows), zeroShot: zeroShot,
                truth: answers, groups: groups, isActive: head == (scores?.choice.head ?? .zeroShot),
                smallestClass: smallest, seed: file.seed)
        }
        var counts = [Int](repeating: 0, count: classes.count)
        for answer in answers { counts[answer] += 1 }
        return TruthEvaluation(
            rows: accuracies, imageCount: rows.count, labelledAndLeftOut: key.count - counted.count,
            givenAway: try rowsGivenAway(among: rows, pool).count,
            unknownPaths: unknown, truthCounts: counts,
            inspections: inspectionFigures(
                pool, rows: rows, truth: answers,
                predicted: (scores.map { $0.logits(of: $0.choice.head, pool) } ?? pool.zeroShot).gatheringRows(rows)
                    .argmax()))
    }
}

/// How right every head is on labelled images that it did not see, how well it keeps its word, and which labels it doubts.
package struct HeldOutEvaluation: Sendable {
    package let figures: OutOfFold
    package let rows: [TruthEvaluation.HeadAccuracy]
    /// Of each head, in the order of `rows`; nil with fewer than five images.
    package let calibrations: [Calibration?]
    /// By the head in use, the most suspicious first, with the image of each.
    package let suspicious: [(label: SuspiciousLabel, image: ImageItem)]
    /// Of the head in use: all images first, then each camera or line.
    package let inspections: [InspectionFigures]
}

extension Workbench {
    /// Every head on the labelled images by K-fold training; suspicious labels are for review and nothing is changed.
    package func heldOutEvaluation(
        _ pool: Pool, mode: FeatureMode, progress: (Double) -> Void
    ) throws -> HeldOutEvaluation {
        let figures = try currentOutOfFold(pool, try labelledRows(pool), mode: mode, progress: progress)
        let zeroShot = pool.zeroShot.gatheringRows(figures.rows)
        let names = figures.rows.map { pool.images[$0].group }
        let groups = names.contains { $0 != nil } ? Self.numbered(names) : nil
        let choice = figures.choice.head
        var rows: [TruthEvaluation.HeadAccuracy] = []
        var calibrations: [Calibration?] = []
        for head in Head.simplestFirst {
            guard let logits = figures.logits[head] else { continue }
            rows.append(
                TruthEvaluation.HeadAccuracy(
                    head, logits, zeroShot: zeroShot, truth: figures.truth, groups: groups, isActive: head == choice,
                    smallestClass: figures.smallestClass, seed: file.seed))
            calibrations.append(Calibration(logits, truth: figures.truth))
        }
        let doubted = figures.logits[choice].map {
            SuspiciousLabel.found(
                $0.softmax(temperature: figures.temperature(of: choice) ?? 1), labels: figures.truth)
        }
        return HeldOutEvaluation(
            figures: figures, rows: rows, calibrations: calibrations,
            suspicious: (doubted ?? []).map { ($0, pool.images[figures.rows[$0.image]]) },
            inspections: figures.logits[choice].map {
                inspectionFigures(pool, rows: figures.rows, truth: figures.truth, predicted: $0.argmax())
            } ?? [])
    }
}
