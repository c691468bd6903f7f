import ActiveLearning
import Evaluation
import Languages
import ProjectModel
import Studies

// How fast each strategy learns.
extension SimulationReport {
    /// A row for each project, head and strategy.
    var summary: DataTable {
        var table = DataTable(
            source: [],
            columns: named([
                .text("head"), .text("strategy"), .number("start"), .number("final"), .number("area_gain"),
                .number("gain_low"), .number("gain_high"), .number("labels_vs_random"), .number("random_low"),
                .number("random_high"), .number("labels_vs_margin"), .number("margin_low"), .number("margin_high"),
                .number("worst_round"), .number("worst_gain"), .number("suspected_auroc"), .number("margin_auroc"),
                .number("pairs_resolved"), .number("pairs_broken"), .number("real_by_delta_s"),
                .number("real_by_margin"), .number("seconds"),
            ]), rows: [])
        for (project, outcome) in outcomes.enumerated() {
            for head in heads {
                let random = outcome.curves(reference ?? head, .random)
                let margin = outcome.curves(reference ?? head, .margin)
                for strategy in outcome.plan.strategies {
                    guard let own = outcome.curves(head, strategy) else { continue }
                    let mean = own.mean
                    let toRandom = random.map { own.compared(to: $0) }
                    let toMargin = margin.map { own.compared(to: $0) }
                    let detection = outcome.errorDetection(head, strategy, round: outcome.plan.rounds)
                    let row: [DataTable.Value] = [
                        .text(head.rawValue), .text(strategy.name), .decimal(mean[0] * 100, digits: 2),
                        .decimal(mean[mean.count - 1] * 100, digits: 2),
                        .percent(toRandom?.areaGain.value, digits: 2),
                        .percent(toRandom?.areaGain.lower, digits: 2),
                        .percent(toRandom?.areaGain.upper, digits: 2),
                        .percent(toRandom?.labelShare.value, digits: 0),
                        .percent(toRandom?.labelShare.lower, digits: 0),
                        .percent(toRandom?.labelShare.upper, digits: 0),
                        .percent(toMargin?.labelShare.value, digits: 0),
                        .percent(toMargin?.labelShare.lower, digits: 0),
                        .percent(toMargin?.labelShare.upper, digits: 0),
                        toRandom.map { .integer($0.worstRound) } ?? .missing,
                        .decimal(toRandom.map { $0.worstDifference * 100 }, digits: 2),
                        .decimal(detection?.suspected.value, digits: 3),
                        .decimal(detection?.margin.value, digits: 3),
                    ]
                    table.rows.append(
                        named(row, project) + confusions(outcome, head, strategy, round: outcome.plan.rounds)
                            + [.decimal(outcome.seconds(head, strategy), digits: 2)])
                }
            }
        }
        return table
    }

    /// A row for each project, head, strategy and round.
    var everyRound: DataTable {
        var table = DataTable(
            source: [],
            columns: named([
                .text("head"), .text("strategy"), .number("round"), .number("labels"), .number("accuracy"),
                .number("low"), .number("high"), .number("gain_over_random"), .number("gain_low"),
                .number("gain_high"), .number("suspected_auroc"), .number("auroc_gain"), .number("auroc_gain_low"),
                .number("auroc_gain_high"), .number("pairs_resolved"), .number("pairs_broken"),
                .number("real_by_delta_s"), .number("real_by_margin"),
            ]), rows: [])
        for (project, outcome) in outcomes.enumerated() {
            for head in heads {
                let random = outcome.curves(reference ?? head, .random)
                for strategy in outcome.plan.strategies {
                    guard let own = outcome.curves(head, strategy) else { continue }
                    for (round, estimate) in own.intervals().enumerated() {
                        let gain = random.map { random in
                            SeedEstimate.ofMeans([
                                zip(own.accuracies, random.accuracies).map { $0[round] - $1[round] }
                            ])
                        }
                        let detection = outcome.errorDetection(head, strategy, round: round)
                        let row: [DataTable.Value] = [
                            .text(head.rawValue), .text(strategy.name), .integer(round), .integer(own.labels[round]),
                            .percent(estimate.value, digits: 2), .percent(estimate.lower, digits: 2),
                            .percent(estimate.upper, digits: 2), .percent(gain?.value, digits: 2),
                            .percent(gain?.lower, digits: 2), .percent(gain?.upper, digits: 2),
                            .decimal(detection?.suspected.value, digits: 3),
                            .decimal(detection?.gain.value, digits: 3), .decimal(detection?.gain.lower, digits: 3),
                            .decimal(detection?.gain.upper, digits: 3),
                        ]
                        table.rows.append(named(row, project) + confusions(outcome, head, strategy, round: round))
                    }
                }
            }
        }
        return table
    }

    /// The confusable pairs that are resolved and broken, and the real confusions among the first questions.
    private func confusions(
        _ outcome: SimulationOutcome, _ head: Head, _ strategy: QueryStrategy, round: Int
    ) -> [DataTable.Value] {
        [
            .percent(outcome.mean(head, strategy, round: round, \.pairsResolvedShare), digits: 1),
            .decimal(outcome.mean(head, strategy, round: round) { $0.pairsBroken.map(Double.init) }, digits: 1),
            .percent(outcome.mean(head, strategy, round: round, \.realByDeltaS), digits: 0),
            .percent(outcome.mean(head, strategy, round: round, \.realByMargin), digits: 0),
        ]
    }

    func strategyChart(_ head: Head, _ project: Int) -> LineChart {
        let outcome = outcomes[project]
        let curves = outcome.plan.strategies.compactMap { strategy in
            outcome.curves(head, strategy).map { (strategy, $0) }
        }
        let title = words.say(
            "simulate.chart", ["head": head.rawValue, "seeds": words.counted("seed", seeds)])
        return LineChart(
            title: areSeveral
                ? words.say("simulate.chart.of-project", ["title": title, "project": projects[project]]) : title,
            xTitle: words.say("simulate.chart.labels"), yTitle: words.say("simulate.chart.accuracy"),
            x: curves.first?.1.labels.map(Double.init) ?? [],
            curves: curves.map { LineChart.Curve(name: $0.name, $1.intervals()) })
    }
}

extension LineChart.Curve {
    /// Shares in per cent, with their intervals as a band where there are any.
    init(name: String, _ estimates: [SeedEstimate]) {
        self.init(
            name: name, values: estimates.map { $0.value * 100 },
            lower: estimates.compactMap(\.lower).map { $0 * 100 },
            upper: estimates.compactMap(\.upper).map { $0 * 100 })
    }
}
