import Evaluation
import Languages
import ProjectModel
import Studies

// What heads make of the same number of labels of every class.
extension SimulationReport {
    /// Of each project, then over all of them where there are several.
    private var blocks: [Int?] { Array(projects.indices) + (areSeveral ? [nil] : []) }

    /// As papers print it: a row for each head, a column for each number of labels.
    func wideTable(_ figures: FewShotTable) -> DataTable {
        var table = DataTable(
            source: [], columns: named([.text("head")] + figures.shots.map { .number("\($0)") }), rows: [],
            notes: [words.say("simulate.cells")])
        for project in blocks {
            for head in heads {
                let cells = figures.shots.map { cell($0, figures.cell(head, shots: $0, project: project)) }
                table.rows.append(named([.text(head.rawValue)] + cells, project))
            }
        }
        return table
    }

    /// `94.9 [94.4, 95.4]`, in per cent.
    private func cell(_ shots: Int, _ cell: FewShotTable.Cell?) -> DataTable.Value {
        guard let cell else { return .missing }
        func percent(_ share: Double) -> String { DataTable.Value.percent(share, digits: 1).plain }
        let value = percent(cell.accuracy.value)
        guard let lower = cell.accuracy.lower, let upper = cell.accuracy.upper else { return .text(value) }
        return .text("\(value) [\(percent(lower)), \(percent(upper))]")
    }

    /// A row for each project, head and number of labels.
    func longTable(_ figures: FewShotTable) -> DataTable {
        var table = DataTable(
            source: [],
            columns: named([
                .text("head"), .number("labels_per_class"), .number("labels"), .number("accuracy"), .number("low"),
                .number("high"), .number("gain"), .number("gain_low"), .number("gain_high"), .number("log_loss"),
                .number("pairs_resolved"), .number("pairs_broken"), .number("real_by_delta_s"),
                .number("real_by_margin"),
            ]), rows: [])
        for project in blocks {
            for head in heads {
                for count in figures.shots {
                    let cell = figures.cell(head, shots: count, project: project)
                    let row: [DataTable.Value] = [
                        .text(head.rawValue), .integer(count), .count(cell?.labels),
                        .percent(cell?.accuracy.value, digits: 2), .percent(cell?.accuracy.lower, digits: 2),
                        .percent(cell?.accuracy.upper, digits: 2), .percent(cell?.gain.value, digits: 2),
                        .percent(cell?.gain.lower, digits: 2), .percent(cell?.gain.upper, digits: 2),
                        .decimal(cell?.logLoss, digits: 4), .percent(cell?.pairsResolved, digits: 1),
                        .decimal(cell?.pairsBroken, digits: 1), .percent(cell?.realByDeltaS, digits: 0),
                        .percent(cell?.realByMargin, digits: 0),
                    ]
                    table.rows.append(named(row, project))
                }
            }
        }
        return table
    }

    /// Why cells are empty, what is over which projects, and what was not chosen.
    func notes(on figures: FewShotTable) -> [String] {
        let words = format.notes(words)
        var notes: [String] = []
        for (project, outcome) in outcomes.enumerated() {
            let missing = figures.shots.filter { !figures.isPlayed($0, project: project) }
            guard !missing.isEmpty else { continue }
            notes.append(
                words.say(
                    "simulate.too-few-shots",
                    [
                        "project": projects[project], "images": words.counted("image", outcome.askablePerClass),
                        "shots": missing.map(String.init).joined(separator: ", "),
                    ]))
        }
        if areSeveral {
            notes.append(words.say("simulate.over-all", ["all": Self.all]))
        }
        notes.append(words.say("simulate.nothing-chosen"))
        return notes
    }

    /// A curve for each head over the numbers of labels that there are.
    func shotChart(_ figures: FewShotTable, project: Int?) -> LineChart {
        let shots = figures.shots.filter { count in
            project.map { figures.isPlayed(count, project: $0) }
                ?? projects.indices.allSatisfy { figures.isPlayed(count, project: $0) }
        }
        let name = project.map { projects[$0] } ?? words.say("simulate.chart.mean", ["projects": projects.count])
        return LineChart(
            title: words.say(
                "simulate.chart.of-shots", ["project": name, "seeds": words.counted("seed", seeds)]),
            xTitle: words.say("simulate.chart.shots"), yTitle: words.say("simulate.chart.accuracy"),
            x: shots.map(Double.init),
            curves: heads.map { head in
                LineChart.Curve(
                    name: head.rawValue,
                    shots.compactMap { figures.cell(head, shots: $0, project: project)?.accuracy })
            })
    }
}
