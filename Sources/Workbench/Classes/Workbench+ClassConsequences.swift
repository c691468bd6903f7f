internal import Interchange
package import ProjectModel
package import ProjectStore

extension Workbench {
    /// - Parameters:
    ///   - file: as it will be.
    ///   - records: as they are.
    func consequences(
        of request: ClassRequest, _ step: ClassStep, _ file: ProjectFile, _ records: [ClassRecord], isByHand: Bool
    ) throws -> ClassConsequences {
        var result = ClassConsequences(request: request)
        result.isWrittenAlready = isByHand
        func labels(_ names: [String]) -> [ClassConsequences.Labels] {
            names.compactMap { name in records.first { $0.name == name } }.map {
                .init(name: $0.name, counts: $0.labels)
            }
        }
        switch step {
        case .add, .reorder: break
        case .rename(let name, let newName):
            result.labels = labels([name])
            result.releasedName = records.first { $0.name == newName && $0.position == nil }
                .map { ProjectStore.releasedName(of: $0.name, number: $0.id.rawValue) }
            if self.file.costs != nil || self.file.priors != nil { result.figures = isByHand ? nil : .renamed }
        case .merge(let names, _): leave(names, labels(names), &result)
        case .retire(let name): leave([name], labels([name]), &result)
        case .restore(let name):
            result.endsUndo = true
            result.lostKey = lostKey(of: name, file, records)
            result.labels = records.filter { $0.name == name }
                .map { .init(name: name, counts: $0.position == nil ? $0.labels + $0.returning : $0.returning) }
        }
        try sayWhatTrained(file, records, &result)
        result.text = try text(after: step, file, &result)
        return result
    }

    private func lostKey(of name: String, _ file: ProjectFile, _ records: [ClassRecord]) -> Character? {
        let record = records.first { $0.name == name && $0.position == nil }
        let earlier = record.flatMap { store.lastDefinition(of: $0)?.key }
        return file.classes.first { $0.name == name }?.key == nil ? earlier : nil
    }

    private func leave(
        _ names: [String], _ labels: [ClassConsequences.Labels], _ result: inout ClassConsequences
    ) {
        result.labels = labels
        result.endsUndo = true
        result.freedKeys = classes.filter { names.contains($0.name) }.compactMap(\.key)
        guard file.costs != nil || file.priors != nil else { return }
        result.figures = .removed(costs: file.costs != nil, priors: file.priors != nil)
    }

    /// Whether the latest round answers for the classes as they will be.
    private func sayWhatTrained(
        _ file: ProjectFile, _ records: [ClassRecord], _ result: inout ClassConsequences
    ) throws {
        guard let round = try store.latestEstimator() else { return }
        let numbers = Dictionary(records.map { ($0.name, $0.id) }, uniquingKeysWith: { first, _ in first })
        var after = file.classes.map { numbers[$0.name] }
        if case .rename(let name, let newName, _) = result.request, let index = file.position(named: newName) {
            after[index] = numbers[name.asName]
        }
        let fitsNow = round.answers(for: classes)
        let fitsThen = round.classes.map(\.id) == after
        if fitsNow, !fitsThen { result.staleRound = round.id }
        if !fitsNow, fitsThen { result.revivedRound = round.id }
    }

    private func text(
        after step: ClassStep, _ file: ProjectFile, _ result: inout ClassConsequences
    ) throws -> ClassConsequences.Text {
        if case .rename(_, let newName) = step, let index = file.position(named: newName) {
            let definition = file.classes[index]
            let texts = file.texts(of: definition)
            if texts != self.file.texts(of: self.file.classes[index]) { result.newPrompts = texts }
        }
        let table: FeatureTable
        do {
            table = try store.features()
        } catch {
            guard case .noFeatures = error else { throw error }
            return .none
        }
        let isEncoder = table.set.origin == .encoder
        var known = Dictionary(
            table.textRows.map { ($0.className, $0.prompts) }, uniquingKeysWith: { first, _ in first })
        if case .rename(let name, let newName) = step { known[newName] = known.removeValue(forKey: name) }
        let lacking = file.classes.filter { definition in
            guard let prompts = known[definition.name] else { return true }
            return isEncoder && prompts != file.texts(of: definition).joined(separator: "\n")
        }.map(\.name)
        if !isEncoder { result.newPrompts = [] }
        return lacking.isEmpty ? .kept : isEncoder ? .embedded(lacking) : .missing(lacking)
    }
}

extension EstimatorRound {
    /// Whether its columns are these classes, in this order. A class that was renamed is the one it was.
    package func answers(for classes: [LabelClass]) -> Bool { self.classes.map(\.id) == classes.map(\.id) }
}

extension Workbench {
    /// The latest round, where it answers for the project's classes; nil before the first training and after a change of
    /// classes.
    package func usableRound() throws -> EstimatorRound? {
        try store.latestEstimator().flatMap { $0.answers(for: classes) ? $0 : nil }
    }

    /// Why no round can be used.
    package func notTrained() throws -> WorkbenchError {
        .notTrained(reason: try roundOfOtherClasses().map { .otherClasses(round: $0.id) } ?? .noRound)
    }

    /// The latest round, where it was trained on other classes, and so is not used.
    package func roundOfOtherClasses() throws -> EstimatorRound? {
        try store.latestEstimator().flatMap { $0.answers(for: classes) ? nil : $0 }
    }
}
