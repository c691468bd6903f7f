import Languages
import ProjectModel
import Studies

/// What a simulation of some projects came to, as a table and as charts.
struct SimulationReport {
    /// The names of the projects, in their order.
    let projects: [String]
    let outcomes: [SimulationOutcome]
    /// Labels of every class, as asked for; nil where strategies picked.
    let shots: [Int]?
    /// The head with whose random and margin all are compared; nil for each with its own.
    let reference: Head?
    let format: OutputFormat
    let words: Words

    init(
        projects: [String], outcomes: [SimulationOutcome], shots: [Int]?, reference: Head?, format: OutputFormat,
        _ words: Words
    ) {
        self.projects = projects
        self.outcomes = outcomes
        self.shots = shots
        self.reference = reference
        self.format = format
        self.words = words
    }

    /// In the place of a project's name: the figures over all of them.
    static let all = "(all)"

    var areSeveral: Bool { projects.count > 1 }

    /// Every simulation of one command has the same heads and seeds.
    var heads: [Head] { outcomes[0].plan.heads }
    var seeds: Int { outcomes[0].plan.seeds }

    /// - Parameter isEveryRound: a row for every round or number of labels, where there is a shorter table.
    func table(isEveryRound: Bool) -> DataTable {
        guard let shots else { return isEveryRound ? everyRound : summary }
        let figures = FewShotTable(outcomes, shots: shots)
        var table = isEveryRound || !format.isForPeople ? longTable(figures) : wideTable(figures)
        table.notes += notes(on: figures)
        return table
    }

    /// Of each project, of the heads in turn where strategies picked; at the end the chart over all projects where there are several.
    var charts: [LineChart] {
        guard let shots else { return projects.indices.flatMap { index in heads.map { strategyChart($0, index) } } }
        let figures = FewShotTable(outcomes, shots: shots)
        let places: [Int?] = Array(projects.indices) + (areSeveral ? [nil] : [])
        return places.map { shotChart(figures, project: $0) }
    }

    /// Rows of a project begin with its name where there are several.
    func named(_ columns: [DataTable.Column]) -> [DataTable.Column] { (areSeveral ? [.text("project")] : []) + columns }

    func named(_ row: [DataTable.Value], _ project: Int?) -> [DataTable.Value] {
        (areSeveral ? [.text(project.map { projects[$0] } ?? Self.all)] : []) + row
    }
}
