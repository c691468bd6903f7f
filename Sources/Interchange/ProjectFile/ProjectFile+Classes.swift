package import ProjectModel

/// A change of the list of classes, and of everything in the project file that names them.
package enum ClassEdit: Sendable, Equatable {
    /// Another name for people. `keepsPrompt` lets the text encoder read what it read before, by a `prompt_name`.
    case rename(String, to: String, keepsPrompt: Bool)
    /// Classes that leave the list; their prior goes to the class that takes their labels, or to all others in proportion.
    case remove([String], into: String?)
    /// A class that joins at a position, counted from 0. Only where the file has neither costs nor priors.
    case insert(ClassDefinition, at: Int)
    /// All classes in another order.
    case order([String])
}

extension ProjectFile {
    /// The project after a change of its classes.
    package func applying(_ edit: ClassEdit) -> ProjectFile {
        var file = self
        switch edit {
        case .rename(let name, let newName, let keepsPrompt):
            guard let index = position(named: name) else { return file }
            if keepsPrompt { file.classes[index].promptName = classes[index].promptName ?? classes[index].name }
            file.classes[index].name = newName.asName
        case .remove(let names, let heir):
            let leaving = Set(names.compactMap(position(named:)))
            file.priors = priors.map { Self.priors($0, without: leaving, into: heir.flatMap(position(named:))) }
            return file.keeping(classes.indices.filter { !leaving.contains($0) })
        case .insert(let definition, let index):
            file.classes.insert(definition, at: min(max(0, index), classes.count))
        case .order(let names):
            return file.keeping(names.compactMap(position(named:)))
        }
        return file
    }

    /// Where a class stands in project order.
    package func position(named name: String) -> Int? { classes.firstIndex { $0.name == name.asName } }

    /// These classes in this order, with their costs and priors.
    private func keeping(_ positions: [Int]) -> ProjectFile {
        var file = self
        file.classes = positions.map { classes[$0] }
        file.costs = costs.map { costs in positions.map { row in positions.map { costs[row][$0] } } }
        file.priors = priors.map { priors in positions.map { priors[$0] } }
        return file
    }

    /// What leaves is added to the heir; without one the others share it in proportion.
    private static func priors(_ priors: [Double], without leaving: Set<Int>, into heir: Int?) -> [Double] {
        var result = priors
        let share = leaving.reduce(0) { $0 + priors[$1] }
        if let heir {
            result[heir] += share
        } else if share > 0, share < 1 {
            for index in result.indices { result[index] /= 1 - share }
        }
        return result
    }
}
