import ActiveLearning
import ArgumentParser
import Heads
import Interchange
import Labelling
import Languages
import ProjectModel
import ProjectStore
import Workbench

extension RankingOrder: ExpressibleByArgument {
    public init?(argument: String) {
        guard let order = RankingOrder.named(argument) else { return nil }
        self = order
    }

    public var defaultValueDescription: String { name }
    public static var allValueStrings: [String] { all.map(\.name) }
}

struct Rank: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the most confused pairs.",
        discussion: RankingOrder.all.map { order in
            let told = order.guidance
            return "\(order.name): \(told.formula); \(told.direction); \(told.purpose)."
        }.joined(separator: "\n\n"))

    @OptionGroup var project: ProjectArgument

    @Option(help: "How many pairs.")
    var top = 20

    @Option(help: "By which number, and so which images; the orders are listed above.")
    var order: RankingOrder = .suggested

    @OptionGroup var seed: SeedOption
    @OptionGroup var format: FormatOption

    func validate() throws {
        guard top > 0 else { throw ValidationError("--top takes a positive number") }
    }

    func run() throws {
        let bench = try Workbench.open(project.project, .readOnly)
        let pool = try bench.pool()
        let words = self.words
        let folds = ProgressLine(.outOfFold, words)
        let scores = try bench.latestScores(pool, progress: folds.reportShare)
        folds.finish()
        let session = try LabellingSession(
            bench, pool: pool, scores: scores, isAuditOnly: false, seed: seed.seed ?? bench.file.seed)
        let page = session.ranking(order, count: top, seed: seed.seed ?? bench.file.seed)
        let names = Dictionary(uniqueKeysWithValues: pool.classes.map { ($0.id, $0.name) })
        var table = DataTable(
            source: Provenance.of(bench, scores) + [
                .init("order", .text(page.order.name)), .init("ranked_by", .text(page.score.rawValue)),
                .init(
                    "delta_s", .text(scores.map { $0.explainsByEstimator ? Head.icd.rawValue : Head.poolHead.rawValue })
                ),
            ],
            columns: [
                .number("rank"), .number("score"), .text("order"), .text("asked"), .text("partner"),
                .text("asked_class"), .text("partner_class"), .number("asked_pull"), .number("partner_pull"),
                .number("asked_magnitude"), .number("partner_magnitude"), .number("similarity"),
            ], rows: [])
        func path(_ image: ImageID) -> String { pool.row(of: image).map { pool.images[$0].path } ?? "" }
        for (index, pair) in page.pairs.enumerated() {
            table.rows.append([
                .integer(index + 1), .decimal(pair.score, digits: 3), .text(page.order.name),
                .text(path(pair.asked.image)), .text(pair.partner.map { path($0.image) }),
                .text(names[pair.asked.own]), .text(names[pair.asked.other]),
                .decimal(pair.asked.pull.map(Double.init), digits: 2),
                .decimal(pair.partner?.pull.map(Double.init), digits: 2),
                .decimal(pair.asked.magnitude.map(Double.init), digits: 2),
                .decimal(pair.partner?.magnitude.map(Double.init), digits: 2),
                .decimal(pair.similarity.map(Double.init), digits: 3),
            ])
        }
        let notes = format.format.notes(words)
        let stale = try bench.roundOfOtherClasses()
        if let stale { table.notes.append(notes.notUsed(stale)) }
        if let scores, scores.trained == nil {
            table.notes += [notes.say("rank.from-pool"), notes.sentence(scores.choice)]
        }
        if page.score == .zeroShotMargin {
            table.notes.append(
                stale == nil ? notes.say("rank.margin.not-trained") : notes.say("rank.margin.other-classes"))
        }
        try table.print(as: format.format)
    }
}
