package import ProjectModel

/// The table of heads: one row each, in the order in which `predict` prints them, so that a new one comes last.
///
/// Every list of heads is derived from it: the choices of the command line, the folds, the comparisons, the documentation's pages.
extension Head {
    package static let models: [any HeadModel.Type] = [
        ZeroShot.self, MultiLevelAdapter.self, InterClassDeconfusion.self, AdaptiveLogitsFusion.self,
        KernelRidge.self, GaussianDiscriminant.self, TipAdapter.self, LinearProbe.self, MeanOfHeads.self, PoolHead.self,
    ]

    package static let all = models.map { $0.head }

    /// In the order in which equals are preferred: the simplest first.
    package static let simplestFirst = models.sorted { $0.complexity < $1.complexity }.map { $0.head }

    private static let modelOfHead = Dictionary(
        models.map { ($0.head, $0) }, uniquingKeysWith: { first, _ in first })

    /// The head of a name; nil where there is none.
    package init?(rawValue: String) {
        let named = Head(declaredAs: rawValue)
        guard Self.modelOfHead[named] != nil else { return nil }
        self = named
    }

    package var model: any HeadModel.Type {
        guard let model = Self.modelOfHead[self] else {
            preconditionFailure("“\(rawValue)” is not in the table of heads")
        }
        return model
    }

    package var isTrained: Bool { model.isTrained }
    package var needsSeveralLabels: Bool { model.needsSeveralLabels }
    package var isTemperedByZeroShot: Bool { model.isTemperedByZeroShot }
}
