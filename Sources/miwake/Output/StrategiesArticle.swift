import ActiveLearning
import AnnotatorUI

/// The documentation page of the orders in which questions come up, from the table that the commands and the screens read.
enum StrategiesArticle {
    static var markdown: String {
        var lines = [
            "# Strategies", "",
            "Which images come up, and in which order: every name that `miwake rank --order` and `miwake simulate --strategies` take.",
            "", "## Overview", "",
            "`suggested` is the default while labelling. The first three are what the screens offer with `\(Keymap.standard.hint(for: .order))`; the others are strategies by",
            "themselves. Figures are this project's own, from `miwake simulate`: 10 seeds, at most 2 labels per class; <doc:Evidence> has them",
            "with their intervals, and what could not be shown. This page is written by `miwake strategies` and checked against the program.",
            "",
        ]
        for order in RankingOrder.all {
            let told = order.guidance
            lines += [
                "## \(order.name)", "",
                "\(told.title.prefix(1).uppercased() + told.title.dropFirst()): \(told.purpose).", "",
                "- *Formula*: \(told.formula).", "- *Direction*: \(told.direction).",
                "- *Evidence*\(told.measuredWith.map { ", measured with \($0)" } ?? ""): \(told.evidence).", "",
            ]
        }
        lines.removeLast()
        return lines.joined(separator: "\n") + "\n"
    }
}
