import ActiveLearning
import AnnotatorUI
import Evaluation
import Heads
import Languages
import ProjectModel
import TextUI

/// Projects, questions and figures that look like real ones and never change.
enum Fixture {
    static let englishNames = ["good", "scratch", "crack", "pit", "inclusion", "stain", "dent"]
    static let japaneseNames = ["良品", "キズ", "ワレ", "ピット", "異物混入", "シミ", "打痕"]

    static func classes(_ names: [String], promptNames: [String]? = nil) -> [LabelClass] {
        names.enumerated().map { position, name in
            LabelClass(
                id: ClassID(Int64(position + 1)), name: name, promptName: promptNames?[position],
                key: position < 9 ? Character(String(position + 1)) : position == 9 ? "0" : nil,
                verdict: position == 0 ? .accept : .reject)
        }
    }

    static let orders = [
        OrderFacts(name: "suggested"), OrderFacts(name: "confusions"), OrderFacts(name: "suspected-errors"),
    ]

    static func project(
        name: String = "line-7", names: [String] = englishNames, promptNames: [String]? = nil, hasPictures: Bool = true
    ) -> ProjectFacts {
        ProjectFacts(
            name: name, classes: classes(names, promptNames: promptNames), targetPerClass: 30, hasPictures: hasPictures,
            orders: orders)
    }

    static func progress(labelled: Int = 0, classes: Int = 7, sinceTraining: Int = 0) -> Progress {
        var counts = [Int](repeating: labelled / classes, count: classes)
        for position in 0..<(labelled % classes) { counts[position] += 1 }
        return Progress(
            imageCount: 1800,
            counts: LabelCounts(inTrainingByClass: counts, auditAnswers: labelled * 2, reviews: labelled * 3),
            reserveCount: 300, trainingChanges: sinceTraining)
    }

    static let estimator = EstimatorFacts(
        id: EstimatorID(6), round: 6, head: "icd", mode: .pooled, labelCount: 30, seconds: 0.82, isCalibrated: true,
        reason: .lowestLogLoss([.init(head: .zeroShot, logLoss: 0.93), .init(head: .icd, logLoss: 0.412)]))

    static func state(
        project: ProjectFacts = project(), size: Size = Size(columns: 80, rows: 24), language: Language = .english,
        estimator: EstimatorFacts? = nil, progress: Progress? = nil
    ) -> State {
        State(
            project: project, progress: progress ?? Self.progress(classes: project.classes.count), estimator: estimator,
            size: size, language: language)
    }

    /// A question between two classes, given by their positions; the numbers of its images are 2n and 2n + 1.
    static func question(
        _ number: Int, own: Int = 2, other: Int = 1, isTrained: Bool = false, place: Question.Place = .left,
        role: PromptRole = .asked, hasPartner: Bool = true
    ) -> Question {
        let a = ClassID(Int64(own + 1))
        let b = ClassID(Int64(other + 1))
        func picture(_ image: Int, _ own: ClassID, _ other: ClassID, pull: Float) -> Question.Picture {
            Question.Picture(
                side: ConfusedPair.Side(
                    image: ImageID(Int64(image)), own: own, other: other, pull: isTrained ? pull : nil,
                    magnitude: isTrained ? pull + 0.7 : nil),
                path: "cam\(image % 2 + 1)/part-\(1000 + image).png", zeroShot: Belief(own, probability: 0.62),
                active: isTrained ? HeadBelief("icd", Belief(other, probability: 0.71)) : nil)
        }
        return Question(
            number: number, asked: picture(2 * number, a, b, pull: 3.1),
            partner: hasPartner ? picture(2 * number + 1, b, a, pull: 0.9) : nil, askedPlace: place, first: min(a, b),
            second: max(a, b), similarity: hasPartner ? 0.93 : nil, score: isTrained ? 3.86 : 0.24, role: role,
            order: "suggested", probability: 0.9, estimator: EstimatorID(isTrained ? 6 : 0))
    }

    /// Questions with rising numbers, turning sides and classes as a real page does.
    static func page(
        from first: Int = 1, count: Int = 20, isTrained: Bool = false, hasMore: Bool = true, classes: Int = 7
    ) -> Page {
        let questions = (first..<(first + count)).map { number in
            let own = number * 2 % classes
            let other = (own + 1 + number % 2) % classes
            return question(
                number, own: own, other: other == own ? (own + 1) % classes : other, isTrained: isTrained,
                place: number % 3 == 0 ? .right : .left, role: number % 10 == 7 ? .audit : .asked)
        }
        return Page(questions: questions, ranking: isTrained ? .confusion : .zeroShotMargin, hasMore: hasMore)
    }

    static func explanation(
        of image: ImageID, classes: Int = 7, isTrained: Bool = true, peaks: [Int] = [2, 1]
    ) -> Explanation {
        let rows = (0..<classes).map { position -> Explanation.Row in
            let rank = peaks.firstIndex(of: position)
            let (s, delta, p): (Float, Float, Float) =
                switch rank {
                case 0: (25.4, 2.4, 0.28)
                case 1: (24.1, -0.7, 0.69)
                default: (19.5 - Float(position) * 0.6, 0.3 - Float(position % 3) * 0.2, 0.005)
                }
            return Explanation.Row(
                zeroShot: s, confusion: isTrained ? delta : nil, corrected: isTrained ? s - delta : nil,
                adapter: isTrained ? s - 2 * delta : nil, zeroShotProbability: rank == 0 ? 0.76 : 0.1, probability: p)
        }
        let nearest: [(number: Int, position: Int, cosine: Float)] = [(41, 1, 0.97), (77, 1, 0.95), (12, 2, 0.91)]
        let neighbours = nearest.map { entry -> Explanation.Neighbour in
            let label = ClassID(Int64(entry.position % classes + 1))
            let path = "cam1/part-\(1000 + entry.number).png"
            return Explanation.Neighbour(
                image: ImageID(Int64(entry.number)), path: path, label: label, similarity: entry.cosine)
        }
        return Explanation(
            image: image, rows: rows, alpha: isTrained ? 0.42 : nil, head: isTrained ? "icd" : "zero-shot",
            neighbours: isTrained ? neighbours : [])
    }

    /// A matrix whose errors lie between neighbours; `sharpness` in [0, 1] is the share of right ones.
    static func matrix(classes: Int, perClass: Int, sharpness: Double, isExpected: Bool = false) -> ConfusionMatrix {
        var matrix = ConfusionMatrix(classCount: classes)
        for truth in 0..<classes {
            let n = Double(perClass + truth * 7 % 11)
            var left = n
            for step in 1..<min(classes, 4) {
                let weight = [0, 0.6, 0.28, 0.12][step]
                let share: Double = (1 - sharpness) * weight * (truth % 2 == 0 ? 1 : 0.55)
                let count = isExpected ? n * share : (n * share).rounded()
                matrix.add(count, truth: truth, predicted: (truth + step) % classes)
                left -= count
            }
            if isExpected {
                // Row sums stay.
                let spread = n * 0.02 * Double(truth % 3 + 1)
                matrix.addSpread(spread, truth: truth)
                left -= spread
            }
            matrix.add(left, truth: truth, predicted: truth)
        }
        return matrix
    }

    static func figures(
        _ source: MatrixSource = .predicted, classes: Int = 7, isTrained: Bool = true
    ) -> MatrixFigures {
        let isExpected = source == .predicted
        let perClass = source == .predicted ? 210 : source == .audit ? 12 : 6
        let zeroShot = matrix(classes: classes, perClass: perClass, sharpness: 0.66, isExpected: isExpected)
        let active = matrix(classes: classes, perClass: perClass, sharpness: 0.87, isExpected: isExpected)
        return MatrixFigures(
            source: source, zeroShot: zeroShot, active: isTrained ? active : nil,
            estimator: isTrained ? estimator : nil, imageCount: Int(zeroShot.total.rounded()),
            isCalibrated: source != .predicted || isTrained,
            notEstimable: source == .outOfFold ? [ClassID(4)] : [],
            shotsPerFold: source == .outOfFold ? 3...4 : nil, thinRow: 8,
            zeroShotConfidence: isExpected ? 0.634 : nil, activeConfidence: isExpected && isTrained ? 0.841 : nil)
    }

    static func cellImages(_ request: CellRequest, count: Int = 23) -> CellImages {
        let images = (0..<count).map { index -> CellImages.Entry in
            let path = "cam\(index % 2 + 1)/part-\(1500 + index).png"
            let review: Review = index % 3 == 0 ? .labelled(request.truth) : .unseen
            return CellImages.Entry(
                image: ImageID(Int64(500 + index)), path: path, weight: 1, probability: 0.98 - Float(index) * 0.02,
                review: review)
        }
        return CellImages(request: request, images: images, total: count)
    }

    /// A picture as a converter would make it: a checkerboard that tells two images and two views apart.
    static func picture(_ request: PictureRequest) -> CellPicture {
        let glyphs: [Character] = ["▚", "▞", "▙", "▟"]
        let glyph = glyphs[Int(request.image.rawValue) % glyphs.count]
        let role = Role.picture(foreground: .white, background: .black)
        let size = Size(columns: max(1, request.size.columns - 4), rows: request.size.rows)
        return CellPicture(
            size: size, cells: [Cell](repeating: Cell(glyph: glyph, role: role), count: size.columns * size.rows))
    }

    static func progressFigures(isTrained: Bool, verdict: ProgressFigures.Verdict? = nil) -> ProgressFigures {
        ProgressFigures(
            rounds: isTrained
                ? (1...4).map {
                    .init(round: $0, labels: 5 * $0, accuracy: WilsonInterval(successes: 24 + 3 * $0, of: 40))
                } : [],
            head: "icd", zeroShot: WilsonInterval(successes: 26, of: 40), auditAnswered: 40, reserveCount: 300,
            pace: .init(answersPerHour: 320, answers: 40),
            verdict: verdict ?? (isTrained ? .notYet(answered: 40, of: 300, needed: 96) : .notTrained),
            advice: isTrained
                ? .init(
                    stability: .init(kappas: [0.984], changed: 12, images: 1000, labelsBefore: 15, labelsNow: 20),
                    outlook: .foreseen(
                        few: Estimate(value: 0.004, lower: -0.01, upper: 0.018),
                        double: Estimate(value: 0.0123, lower: -0.011, upper: 0.036), labels: 20, images: 40),
                    verdict: .unsettled) : nil,
            overCorrection: isTrained
                ? .init(lambdaMAF: 1, lambdaICD: 1, turned: 2, sureAndRight: 18, putRight: 9) : nil,
            sources: isTrained
                ? ["line-1", "line-2"].map { name in
                    .init(
                        name: name, accuracy: WilsonInterval(successes: 17, of: 20),
                        falseAlarms: WilsonInterval(successes: 1, of: 12), misses: nil)
                } : [], sourcesHead: "icd")
    }
}
