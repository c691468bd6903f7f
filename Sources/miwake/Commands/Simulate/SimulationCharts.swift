import ProjectModel
import Workbench

/// Where the charts of a simulation go, in their order.
struct SimulationCharts {
    private let targets: [OutputTarget]

    private static let ending = ".svg"

    /// The file that was named where there is one chart; else `NAME-PROJECT.svg`, `NAME-HEAD.svg` or both for each, and the file that
    /// was named for the chart over all projects.
    ///
    /// - Parameter heads: none where a chart holds the curves of all.
    init(
        _ plot: String?, projects: [String], heads: [Head], _ door: inout OutputDoor
    ) throws(WorkbenchError) {
        guard let plot else {
            targets = []
            return
        }
        // A pipe or a device takes one picture after the other.
        guard try !OutputTarget(plot).takesBytesAsTheyCome else {
            targets = [try door.admit(plot)]
            return
        }
        let stem = plot.hasSuffix(Self.ending) ? String(plot.dropLast(Self.ending.count)) : plot
        let places = projects.count > 1 ? projects.map { "-" + $0.replacing("/", with: "-") } : [""]
        let kinds = heads.count > 1 ? heads.map { "-" + $0.rawValue } : [""]
        var names = places.flatMap { place in kinds.map { place + $0 } }
        if heads.isEmpty, projects.count > 1 { names.append("") }
        var targets: [OutputTarget] = []
        for name in names { targets.append(try door.admit(stem + name + Self.ending)) }
        self.targets = targets
    }

    func write(_ chart: LineChart, at index: Int, _ door: inout OutputDoor) throws(WorkbenchError) {
        guard let target = targets.indices.contains(index) ? targets[index] : targets.last else { return }
        try door.write(Array(chart.svg.utf8), to: target)
    }
}
