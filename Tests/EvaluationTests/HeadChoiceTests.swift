import Evaluation
import Heads
import ProjectModel
import Testing

@Suite("The choice of the head")
struct HeadChoiceTests {
    private static let many = PoolHead.expectedImages
    private static let few = PoolHead.expectedImages.nextDown

    @Test("below three labels per class it is the pool head, whatever the losses say")
    func fewLabels() {
        let losses = [HeadChoice.Loss(head: .zeroShot, logLoss: 0.1)]
        let choice = HeadChoice(smallestClass: 2, losses: losses, expectedImages: Self.many)
        #expect(choice.head == .poolHead && !choice.poolIsTooSmall)
        #expect(choice.reason == .tooFewLabels(smallestClass: 2))
    }

    @Test("without a label a pool of too few images leaves plain CLIP, and the choice says so")
    func smallPool() {
        let unlabelled = HeadChoice(smallestClass: nil, losses: nil, expectedImages: Self.few)
        #expect(unlabelled.head == .zeroShot && unlabelled.reason == .notTrained && unlabelled.poolIsTooSmall)
        let labelled = HeadChoice(smallestClass: nil, losses: nil, expectedImages: Self.few, labels: 4)
        #expect(labelled.head == .poolHead && labelled.reason == .fromPool(labels: 4) && !labelled.poolIsTooSmall)
        #expect(HeadChoice(smallestClass: 2, losses: nil, expectedImages: Self.few).head == .poolHead)
    }

    @Test("from three labels per class the lowest loss wins, and of equals the first")
    func lowestLoss() {
        let losses: [HeadChoice.Loss] = [
            .init(head: .zeroShot, logLoss: 0.5), .init(head: .kernelRidge, logLoss: 0.4),
            .init(head: .icd, logLoss: 0.4),
        ]
        for expected in [Self.few, Self.many] {
            let choice = HeadChoice(smallestClass: 3, losses: losses, expectedImages: expected)
            #expect(choice.head == .kernelRidge)
            #expect(choice.reason == .lowestLogLoss(losses))
        }
    }

    @Test("before the first round the pool teaches, with the labels that there are")
    func beforeTraining() {
        let losses = [HeadChoice.Loss(head: .icd, logLoss: 0.1)]
        for labels in [0, 5] {
            let choice = HeadChoice(smallestClass: nil, losses: losses, expectedImages: Self.many, labels: labels)
            #expect(choice.head == .poolHead && choice.reason == .fromPool(labels: labels))
        }
        #expect(HeadChoice.notTrained.head == .zeroShot)
    }

    @Test(
        "without figures it is the pool head, which says that it is not measured",
        arguments: [nil, []] as [[HeadChoice.Loss]?])
    func withoutFigures(missing: [HeadChoice.Loss]?) {
        let choice = HeadChoice(smallestClass: 3, losses: missing, expectedImages: Self.many)
        #expect(choice.head == .poolHead && choice.reason == .notMeasured)
        // Where the features were not opened the pool is taken to be large enough.
        #expect(HeadChoice(smallestClass: 3, losses: missing, expectedImages: nil).head == .poolHead)
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
