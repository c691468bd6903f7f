import Heads
import LinearAlgebra
import ProjectModel
import Synchronization
import Testing

@Suite("The table of heads")
struct HeadTableTests {
    @Test("a head has one name, one page and one place among the simple ones")
    func oneRowEach() {
        #expect(Set(Head.all).count == Head.models.count)
        #expect(Set(Head.models.map { $0.page }).count == Head.models.count)
        #expect(Set(Head.models.map { $0.complexity }).count == Head.models.count)
        #expect(Head.simplestFirst.first == .zeroShot && Set(Head.simplestFirst) == Set(Head.all))
    }

    @Test("a head is found by the name that is stored, and nothing else is a head", arguments: Head.all)
    func names(head: Head) {
        #expect(Head(rawValue: head.rawValue) == head)
        #expect(head.model.head == head)
        for name in ["", "ridge", head.rawValue.uppercased(), head.rawValue + " "] {
            #expect(Head(rawValue: name) == nil)
        }
    }

    @Test("the names that caches and lists of runs hold do not change, nor the columns of what was printed")
    func storedNames() {
        #expect(
            Head.all.map(\.rawValue).prefix(10) == [
                "zero-shot", "maf", "icd", "alf", "kernel-ridge", "gda", "tip-adapter", "linear-probe",
                "icd+kernel-ridge", "pool",
            ])
    }
}

@Suite("Heads of some labels")
struct HeadFitsTests {
    private let labelled = HeadTests.sample(20, seed: 1)
    private let questions = HeadTests.sample(9, seed: 2)
    private let trained: TrainedAnswers
    private let fits: HeadFits

    init() {
        trained = TrainedAnswers(
            maf: HeadTests.sample(9, seed: 3).zeroShot, icd: HeadTests.sample(9, seed: 4).zeroShot,
            alf: HeadTests.sample(9, seed: 5).zeroShot)
        fits = HeadFits(LabelledPool(labelled, in: HeadTests.pool(of: labelled)))
    }

    private var answers: HeadAnswers {
        fits.answers(questions.embeddings, zeroShot: questions.zeroShot, trained: trained)
    }

    @Test("every head of the table answers about every image and class", arguments: Head.all)
    func shapes(head: Head) {
        let logits = answers.logits(of: head)
        #expect(logits.rows == 9 && logits.columns == 3 && logits.elements.allSatisfy(\.isFinite))
    }

    @Test("a head that needs no training answers without an estimator", arguments: Head.all.filter { !$0.isTrained })
    func untrained(head: Head) {
        let alone = fits.answers(questions.embeddings, zeroShot: questions.zeroShot, trained: nil)
        #expect(alone.logits(of: head) == answers.logits(of: head))
    }

    @Test("embeddings that come in blocks give the same answers", arguments: Head.all, [1, 4, 9])
    func blocks(head: Head, rows: Int) {
        let embeddings = questions.embeddings
        let parts = HeadAnswers(fits, zeroShot: questions.zeroShot, trained: trained, blockRows: rows) {
            embeddings.gatheringRows(Array($0))
        }
        #expect(HeadTests.distance(parts.logits(of: head), answers.logits(of: head)) < 1e-5)
    }

    @Test("the mean of ICD and kernel ridge is made of these two, also where labels are left out")
    func mean() {
        let (ridge, answers) = (fits.fit(KernelRidge.self), answers)
        #expect(
            answers.logits(of: .mean)
                == meanOfHeads(
                    trained.icd, ridge.logProbabilities(questions.embeddings, zeroShot: questions.zeroShot)))
        // Plain CLIP stands in for ICD.
        #expect(fits.heldOut(of: .mean) == meanOfHeads(labelled.zeroShot, ridge.leaveOneOut))
        #expect(fits.heldOut(of: .icd) == labelled.zeroShot && fits.heldOut(of: .zeroShot) == labelled.zeroShot)
    }

    @Test("every head that needs no training is left out, and what is not known of others is said", arguments: Head.all)
    func unknown(head: Head) {
        if !head.isTrained { #expect(fits.heldOut(of: head)?.rows == labelled.count) }
        if [.maf, .alf].contains(head) { #expect(fits.heldOut(of: head) == nil) }
    }

    @Test(
        "a head without a short way is fitted again to four fifths of the groups",
        arguments: [Head.gaussianDiscriminant, .tipAdapter, .linearProbe])
    func refitted(head: Head) throws {
        let heldOut = try #require(fits.heldOut(of: head))
        for part in 0..<5 {
            let own = labelled.labels.indices.filter { $0 % 5 == part }
            let others = HeadFits(
                LabelledPool(
                    HeadTests.subset(labelled, labelled.labels.indices.filter { $0 % 5 != part }),
                    in: HeadTests.pool(of: labelled)))
            let asked = HeadTests.subset(labelled, own)
            let expected = others.answers(asked.embeddings, zeroShot: asked.zeroShot, trained: nil).logits(of: head)
            #expect(heldOut.gatheringRows(own) == expected)
        }
    }

    @Test("a value is made once a head, also where one asks for another while it is made")
    func once() {
        let memo = Memo<Int>()
        let made = Mutex(0)
        func value(_ head: Head) -> Int {
            memo.value(of: head) {
                made.withLock { $0 += 1 }
                return head == .mean ? value(.icd) + 1 : 1
            }
        }
        #expect(value(.mean) == 2 && value(.icd) == 1 && value(.mean) == 2)
        #expect(made.withLock { $0 } == 2)
    }
}
