import ActiveLearning
import AnnotatorUI
import Evaluation
import Figures
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
        RankingOrder.suggested, .confusions, .suspectedErrors,
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
        id: EstimatorID(6),
        choice: HeadChoice(
            smallestClass: 3, losses: [.init(head: .zeroShot, logLoss: 0.93), .init(head: .icd, logLoss: 0.412)],
            expectedImages: 50),
        mode: .pooled, labelCount: 30, seconds: 0.82, isCalibrated: true)

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
                active: isTrained ? HeadBelief(.icd, Belief(other, probability: 0.71)) : nil)
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
        return Page(
            questions: questions, ranking: .order(.suggested, by: isTrained ? .deltaS : .zeroShotMargin),
            hasMore: hasMore)
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
            image: image, rows: rows, alpha: isTrained ? 0.42 : nil, lambdas: isTrained ? .init(maf: 1, icd: 1) : nil,
            head: isTrained ? .icd : .zeroShot, neighbours: isTrained ? neighbours : [])
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
        let head = MatrixFigures.HeadMatrix(
            head: .icd, mode: .pooled, round: estimator.id, matrix: active, confidence: isExpected ? 0.841 : nil,
            tempering: Tempering(zeroShotPower: 0, headPower: 1, count: 30), reason: estimator.reason)
        var figures = MatrixFigures(
            source: source, zeroShot: zeroShot, head: isTrained ? head : nil, imageCount: Int(zeroShot.total.rounded()),
            notEstimable: source == .outOfFold ? [ClassID(4)] : [],
            shotsPerFold: source == .outOfFold ? 3...4 : nil)
        figures.thinRow = 8
        figures.zeroShotConfidence = isExpected ? 0.634 : nil
        return figures
    }

    static func cellImages(
        _ request: CellRequest, count: Int = 23, estimator: EstimatorFacts? = Fixture.estimator
    ) -> CellImages {
        let images = (0..<count).map { index -> CellImages.Entry in
            let path = "cam\(index % 2 + 1)/part-\(1500 + index).png"
            let review: Review = index % 3 == 0 ? .labelled(request.truth) : .unseen
            return CellImages.Entry(
                image: ImageID(Int64(500 + index)), path: path, weight: 1, probability: 0.98 - Float(index) * 0.02,
                review: review)
        }
        return CellImages(
            request: request, estimator: request.isZeroShot ? nil : estimator, images: images, total: count)
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

    static func progressFigures(isTrained: Bool) -> ProgressFigures {
        ProgressFigures(
            rounds: isTrained
                ? (1...4).map {
                    .init(
                        id: EstimatorID(Int64($0)), labels: 5 * $0,
                        accuracy: WilsonInterval(successes: 24 + 3 * $0, of: 40))
                } : [],
            head: .icd, zeroShot: WilsonInterval(successes: 26, of: 40), audit: audit,
            pace: .init(answersPerHour: 320, answers: 40),
            report: isTrained
                ? report(
                    comparison: PairedComparison(first: (0..<40).map { $0 < 36 }, second: (0..<40).map { $0 < 26 }),
                    decidesAt: 300, needed: 96) : nil,
            advice: isTrained
                ? .init(
                    stability: .init(kappas: [0.984], changed: 12, images: 1000, labelsBefore: 15, labelsNow: 20),
                    outlook: .foreseen(
                        few: Estimate(value: 0.004, lower: -0.01, upper: 0.018),
                        double: Estimate(value: 0.0123, lower: -0.011, upper: 0.036), labels: 20, images: 40),
                    verdict: .unsettled) : nil)
    }

    private static let audit = AuditCounts(reserveCount: 300, judged: 40)

    static func report(
        head: Head = .icd, comparison: PairedComparison, decidesAt: Int, needed: Int?
    ) -> RollOutReport {
        let rates = VerdictRates(truth: [], predicted: [], verdicts: [])
        var report = RollOutReport(
            head: head, mode: .pooled, round: EstimatorID(4), labelsTrainedOn: 20, audit: audit,
            zeroShot: .init(accuracy: WilsonInterval(successes: 26, of: 40), rates: rates),
            active: .init(accuracy: WilsonInterval(successes: 36, of: 40), rates: rates), comparison: comparison,
            decidesAt: decidesAt, needed: needed,
            overCorrection: OverCorrection(
                round: EstimatorID(4), lambdaMAF: 1, lambdaICD: 1, audited: 40, sureAndRight: 18,
                turned: (1...2).map {
                    .init(
                        image: ImageItem(id: ImageID($0), path: "part-\($0).png"), truth: ClassID(1),
                        answer: ClassID(2), confidence: 0.9)
                }, putRight: 9))
        report.inspections = ["line-1", "line-2"].map(inspection)
        return report
    }

    /// Of 20 images: 17 right, one of twelve good parts called a crack, and nothing to reject.
    static func inspection(_ source: String) -> InspectionFigures {
        let classes = [
            LabelClass(id: ClassID(1), name: "good", verdict: .accept),
            LabelClass(id: ClassID(2), name: "crack", verdict: .reject),
            LabelClass(id: ClassID(3), name: "dust", verdict: nil),
            LabelClass(id: ClassID(4), name: "fog", verdict: nil),
        ]
        let truth = [Int](repeating: 0, count: 12) + [Int](repeating: 2, count: 8)
        let predicted =
            [1] + [Int](repeating: 0, count: 11) + [Int](repeating: 3, count: 2) + [Int](repeating: 2, count: 6)
        return InspectionFigures(source: source, truth: truth, predicted: predicted, classes: classes)
    }
}
