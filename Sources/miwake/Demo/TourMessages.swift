import Evaluation
import Foundation
import Languages

// What the guided tour says.
extension Words {
    /// The title above what is said.
    func tourTitle(_ number: Int, of chapters: Int, _ chapter: String) -> String {
        say("tour.title", ["number": number, "chapters": chapters, "chapter": chapter])
    }

    var tourOfCLIPAlone: String { say("tour.clip-alone") }
    var tourOfConfusions: String { say("tour.confusions") }
    var tourOfLabels: String { say("tour.labels") }
    var tourOfTheMatrixAgain: String { say("tour.again") }
    var tourOfTheChange: String { say("tour.change") }
    var tourOfTheFigures: String { say("tour.figures") }

    var tourLooks: String { say("tour.looks") }
    func tourHasSeen(_ images: Int) -> String { say("tour.seen", ["images": images]) }

    func tourMatrix(truth: String, answer: String, count: Int, total: Int) -> String {
        say("tour.matrix", ["truth": truth, "answer": answer, "part": count, "total": total])
    }

    var tourPairs: String { say("tour.pairs") }
    func tourAnswer(_ name: String) -> String { say("tour.answer", ["name": name]) }

    func tourFaster(labelsPerRetrain: Int?) -> String {
        guard let labelsPerRetrain else { return say("tour.faster") }
        return say("tour.faster.often", ["labels": labelsPerRetrain])
    }

    var tourWhy: String { say("tour.why") }
    var tourOn: String { say("tour.on") }
    func tourLastRetrain(_ labels: Int) -> String { say("tour.last-retrain", ["labels": labels]) }

    func tourMistakes(before: Int, after: Int, images: Int) -> String {
        say("tour.mistakes", ["before": before, "after": after, "images": images])
    }

    typealias TourChange = (truth: String, answer: String, change: String)

    func tourChanges(fewer: TourChange, more: TourChange) -> String {
        say(
            "tour.changes",
            [
                "fewer-truth": fewer.truth, "fewer-answer": fewer.answer, "fewer": fewer.change,
                "more-truth": more.truth, "more-answer": more.answer, "more": more.change,
            ])
    }

    var tourHasNoFigures: String { say("tour.no-figures") }

    /// Source, heads, n and intervals, in a sentence.
    func tourAccuracy(before: WilsonInterval, after: WilsonInterval, head: String, labels: Int, images: Int) -> String {
        func figure(_ interval: WilsonInterval) -> String {
            func percent(_ share: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", share * 100) }
            return "\(percent(interval.share, 1)) % (95 %: \(percent(interval.lower, 0))–\(percent(interval.upper, 0)))"
        }
        return say(
            "tour.accuracy",
            ["before": figure(before), "after": figure(after), "head": head, "labels": labels, "images": images])
    }

    var tourFarewell: String { say("tour.farewell") }
}
