internal import LinearAlgebra
internal import Synchronization
internal import Workbench

/// A project on which an inspector is simulated: what is to be played there, and what is known of it already.
package struct SimulatedProject: Sendable {
    /// As far as the key reaches.
    package let plan: SimulationPlan
    /// The most labels of every class that the key's smallest class can give.
    package let askablePerClass: Int
    /// Images of the first seed on which accuracies are counted, and that may be asked.
    package let heldOutCount: Int
    package let askableCount: Int
    /// Rows of the key whose image has no features here.
    package let unknownPaths: Int
    let simulation: Simulation
    let records: SimulationRecords?
    /// Runs that were kept.
    let known: [SimulationRun: SimulationResult]

    private struct Job {
        let project: Int
        /// Played together.
        let runs: [SimulationRun]
    }

    private struct Played {
        var results: [[SimulationRun: SimulationResult]]
        var done = 0
        var failure: (any Error)?
        /// Why a run could not be kept that nobody asked to keep.
        var notKept: [String?]
    }

    /// Plays what is not known yet on all processors, seed after seed, so that whoever stops has whole tables of fewer seeds.
    ///
    /// - Parameter progress: told at the beginning and whenever runs are finished, from any thread.
    package static func play(
        _ projects: [SimulatedProject], progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
    ) throws -> [SimulationOutcome] {
        let runs = projects.map(\.simulation.runs)
        let missing = projects.indices.flatMap { index in
            let project = projects[index]
            return project.simulation.together(runs[index].filter { project.known[$0] == nil }).map {
                Job(project: index, runs: $0)
            }
        }
        let jobs = Dictionary(grouping: missing, by: { $0.runs[0].seed }).sorted { $0.key < $1.key }.flatMap(\.value)
        let total = runs.reduce(0) { $0 + $1.count }
        let before = projects.reduce(0) { $0 + $1.known.count }
        let played = Mutex(
            Played(
                results: projects.map(\.known), notKept: [String?](repeating: nil, count: projects.count)))
        progress(before, total)
        concurrently(jobs.count) { piece, _ in
            guard played.withLock({ $0.failure == nil }) else { return }
            let job = jobs[piece]
            do {
                let results = try projects[job.project].simulation.results(of: job.runs)
                let done = try played.withLock { played in
                    for result in results {
                        played.results[job.project][result.run] = result
                        played.done += 1
                        if let reason = try projects[job.project].keep(result) { played.notKept[job.project] = reason }
                    }
                    return played.done
                }
                progress(before + done, total)
            } catch {
                played.withLock { $0.failure = error }
            }
        }
        return try played.withLock { played in
            if let failure = played.failure { throw failure }
            return projects.indices.map { index in
                let project = projects[index]
                return SimulationOutcome(
                    plan: project.plan, askablePerClass: project.askablePerClass, heldOutCount: project.heldOutCount,
                    askableCount: project.askableCount, unknownPaths: project.unknownPaths,
                    results: runs[index].compactMap { played.results[index][$0] }, keptRuns: project.known.count,
                    notKept: played.notKept[index])
            }
        }
    }

    /// - Returns: why it could not be kept in the cache, which nobody asked for; nil where it was kept.
    /// - Throws: where a file that somebody named cannot be written.
    private func keep(_ result: SimulationResult) throws(WorkbenchError) -> String? {
        guard let records else { return nil }
        do {
            try records.append(result)
            return nil
        } catch {
            guard records.isCache, case .fileUnwritable(let path, let reason) = error else { throw error }
            return "\(path): \(reason)"
        }
    }
}
