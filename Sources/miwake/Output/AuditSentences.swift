import Evaluation
import Figures
import Languages
import ProjectModel
import Workbench

extension Workbench {
    var classNames: [ClassID: String] { Dictionary(uniqueKeysWithValues: classes.map { ($0.id, $0.name) }) }
}

extension OverCorrection {
    /// λ as printed.
    var lambda: String {
        func plain(_ value: Float) -> String { DataTable.Value.decimal(Double(value), digits: 2).plain }
        return lambdaMAF == lambdaICD
            ? "λ \(plain(lambdaICD))" : "λ \(plain(lambdaMAF)) (MAF), \(plain(lambdaICD)) (ICD)"
    }
}

// What the answers to the audit reserve show, and what they cannot.
extension Words {
    /// What the audit leaves out; nil where nothing is.
    func leaks(_ audit: AuditCounts) -> String? {
        guard audit.leaking > 0 else { return nil }
        let images = counted("image", audit.leaking)
        return audit.leakingAnswered > 0
            ? say("audit.leaks.answered", ["images": images, "answered": audit.leakingAnswered])
            : say("audit.leaks", ["images": images])
    }

    private static let listedImages = 10

    /// What deconfusion turned, at which λ, on how many images.
    func sentences(_ effect: OverCorrection, _ names: [ClassID: String]) -> [String] {
        let head = say(
            "audit.turned",
            [
                "lambda": effect.lambda, "turned": effect.turned.count, "sure": effect.sureAndRight,
                "confidence": DataTable.Value.decimal(Double(overCorrectionConfidence), digits: 1).plain,
                "mended": effect.putRight, "images": effect.audited,
            ])
        let images = effect.turned.prefix(Self.listedImages).map { image in
            say(
                "audit.over-corrected",
                [
                    "path": image.image.path, "truth": names[image.truth] ?? "", "answer": names[image.answer] ?? "",
                    "percent": DataTable.Value.decimal(Double(image.confidence) * 100, digits: 0).plain,
                ])
        }
        let others = effect.turned.count - Self.listedImages
        return [head] + images + (others > 0 ? [say("audit.more-turned", ["count": others])] : [])
    }

    /// Why the gain has no interval.
    func noInterval(_ comparison: PairedComparison) -> String {
        say(
            "audit.no-interval",
            [
                "needed": PairedComparison.fewestForInterval, "discordant": PairedComparison.fewestDiscordant,
                "images": comparison.count, "differing": comparison.won + comparison.lost,
            ])
    }

    /// The verdict in one sentence.
    func verdict(_ report: RollOutReport) -> String {
        let comparison = report.comparison
        let evidence = say(
            "audit.evidence",
            [
                "won": comparison.won, "lost": comparison.lost, "images": comparison.count,
                "p": DataTable.Value.decimal(comparison.mcNemarP, digits: 3).plain,
            ])
        let head = report.head.rawValue
        let needed = report.needed.map { say("audit.needed", ["answers": $0]) } ?? say("audit.no-difference")
        switch report.verdict {
        case .notYet(let answered, let fixed):
            return say("audit.not-yet", ["answered": answered, "fixed": fixed, "needed": needed])
        case .decided(.better): return say("audit.better", ["head": head, "evidence": evidence])
        case .decided(.worse): return say("audit.worse", ["head": head, "evidence": evidence])
        case .decided(.notEnoughEvidence):
            return say("audit.open", ["head": head, "evidence": evidence, "needed": needed])
        }
    }
}
