import Evaluation
import Heads
import ProjectModel
import Testing

@Suite("The choice of the head")
struct HeadChoiceTests {
    @Test("below three labels per class it is the mean of ICD and kernel ridge, whatever the losses say")
    func fewLabels() {
        let choice = HeadChoice(smallestClass: 2, losses: [.init(head: .zeroShot, logLoss: 0.1)])
        #expect(choice.head == .mean)
        #expect(choice.reason == .tooFewLabels(smallestClass: 2))
    }

    @Test("from three labels per class the lowest loss wins, and of equals the first")
    func lowestLoss() {
        let losses: [HeadChoice.Loss] = [
            .init(head: .zeroShot, logLoss: 0.5), .init(head: .kernelRidge, logLoss: 0.4),
            .init(head: .icd, logLoss: 0.4),
        ]
        let choice = HeadChoice(smallestClass: 3, losses: losses)
        #expect(choice.head == .kernelRidge)
        #expect(choice.reason == .lowestLogLoss(losses))
    }

    @Test("before the first round it is plain CLIP, and without figures the mean, which says that it is not measured")
    func withoutFigures() {
        let losses = [HeadChoice.Loss(head: .icd, logLoss: 0.1)]
        #expect(HeadChoice(smallestClass: nil, losses: losses) == .notTrained)
        #expect(HeadChoice.notTrained.head == .zeroShot)
        for missing in [nil, []] as [[HeadChoice.Loss]?] {
            let choice = HeadChoice(smallestClass: 3, losses: missing)
            #expect(choice.head == .mean && choice.reason == .notMeasured)
        }
    }

    @Test("the gate and the MLP are shown from three labels per class on", arguments: Head.all)
    func hidden(head: Head) {
        #expect(HeadChoice.isShown(head, smallestClass: 3))
        #expect(HeadChoice.isShown(head, smallestClass: 2) == !head.needsSeveralLabels)
        if [.maf, .alf].contains(head) { #expect(head.needsSeveralLabels) }
    }

    @Test("the order of simplicity names every head once")
    func everyHead() {
        #expect(Head.simplestFirst.count == Head.all.count)
        #expect(Set(Head.simplestFirst) == Set(Head.all))
    }
}
