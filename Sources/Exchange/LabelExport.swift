internal import Foundation
internal import Interchange
internal import ProjectModel
internal import ProjectStore
internal import Workbench

/// Writes the labelled few-shot set for other programs.
package struct LabelExport: Sendable {
    package var project: String
    package var format: ExportFormat
    package var destination: String
    /// Somebody insists: files that are not ours may be replaced.
    package var isForced: Bool

    package init(project: String, format: ExportFormat, destination: String, isForced: Bool = false) {
        self.project = project
        self.format = format
        self.destination = destination
        self.isForced = isForced
    }

    /// An image that could not be copied.
    package struct Missing: Sendable, Equatable {
        package var path: String
        /// The operating system's own words.
        package var reason: String
    }

    package struct Outcome: Sendable, Equatable {
        package var destination: String
        package var trainCount: Int
        /// Answers to audit prompts: a test set, never a training set.
        package var auditCount: Int
        /// Labels of the reserve that no audit prompt asked for: left out, since they were chosen.
        package var chosenReserveCount: Int
        package var smallestClass: Int
        package var largestClass: Int
        /// Classes without a label.
        package var emptyClasses: [String]
        package var renamedClasses: [String: String]
        /// Images whose file could not be read.
        package var missing: [Missing] = []
        /// Files of an earlier export into this folder that are not wanted any more.
        package var removed = 0
        /// Whether the store could note what was written, so that the next export may replace it.
        package var isRecorded = true
        /// The file went to standard output: nothing else may.
        package var isStandardOutput = false
    }

    package func run(progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }) throws -> Outcome {
        let bench = try Workbench.open(project, .readOnly)
        let labelled = try LabelledImages(bench)
        guard !labelled.train.isEmpty || !labelled.audit.isEmpty else {
            throw WorkbenchError.nothingToExport(project: project)
        }
        let counts = labelled.counts
        var outcome = Outcome(
            destination: destination, trainCount: labelled.train.count, auditCount: labelled.audit.count,
            chosenReserveCount: labelled.chosenCount,
            smallestClass: bench.classes.map { counts[$0.id] ?? 0 }.min() ?? 0,
            largestClass: counts.values.max() ?? 0,
            emptyClasses: bench.classes.filter { counts[$0.id] == nil }.map(\.name), renamedClasses: [:])
        switch format.content {
        case .file(let text): try write(try text(labelled), bench, &outcome)
        case .folder(let plan): try fill(plan(labelled), bench, &outcome, progress)
        }
        return outcome
    }

    private func write(_ text: String, _ bench: Workbench, _ outcome: inout Outcome) throws {
        var door = OutputDoor(bench, isForced: isForced)
        let target = try door.admit(destination)
        try door.write(Array(text.utf8), to: target)
        outcome.isRecorded = door.isRecorded
        outcome.isStandardOutput = target.isStandardOutput
    }

    private func fill(
        _ plan: ImageFolderPlan, _ bench: Workbench, _ outcome: inout Outcome,
        _ progress: (_ done: Int, _ total: Int) -> Void
    ) throws {
        guard let source = bench.imageFolder else { throw WorkbenchError.noPictures(project: project) }
        let result = try ImageFolderExport(bench: bench, plan: plan, isForced: isForced)
            .run(from: source, to: destination, progress: progress)
        outcome.renamedClasses = plan.renamedClasses
        outcome.missing = result.missing
        outcome.removed = result.removed
        outcome.isRecorded = result.isRecorded
    }
}
