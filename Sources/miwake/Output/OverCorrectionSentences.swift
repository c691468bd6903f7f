import Evaluation
import Figures
import ProjectModel
import Workbench

extension Workbench {
    var classNames: [ClassID: String] { Dictionary(uniqueKeysWithValues: classes.map { ($0.id, $0.name) }) }
}

extension OverCorrection {
    private static let listed = 10

    /// λ as printed.
    var lambda: String {
        func plain(_ value: Float) -> String { DataTable.Value.decimal(Double(value), digits: 2).plain }
        return lambdaMAF == lambdaICD
            ? "λ \(plain(lambdaICD))" : "λ \(plain(lambdaMAF)) (MAF), \(plain(lambdaICD)) (ICD)"
    }

    /// What deconfusion turned, at which λ, on how many images.
    func sentences(_ names: [ClassID: String]) -> [String] {
        let sure = DataTable.Value.decimal(Double(overCorrectionConfidence), digits: 1).plain
        let head =
            "At \(lambda) ICD turned \(turned.count) of the \(sureAndRight) audit images on which CLIP was sure "
            + "(p ≥ \(sure)) and right, and put \(putRight) right that CLIP had wrong (n = \(audited))."
        let images = turned.prefix(Self.listed).map { image in
            "Over-corrected: “\(image.image.path)” is “\(names[image.truth] ?? "")” (CLIP "
                + "\(DataTable.Value.decimal(Double(image.confidence) * 100, digits: 0).plain) %) and was turned to "
                + "“\(names[image.answer] ?? "")”."
        }
        let rest = turned.count > Self.listed ? ["And \(turned.count - Self.listed) more were turned."] : []
        return [head] + images + rest
    }
}
