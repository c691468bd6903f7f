import ActiveLearning
import Figures
import Foundation
import Heads
import ProjectModel
import Testing

@Suite("What the log keeps of a question")
struct QuestionTests {
    private static let (good, crack) = (ClassID(1), ClassID(2))
    private static let asked = picture(
        7, own: crack, other: good, active: HeadBelief(.icd, Belief(good, probability: 0.7)))
    private static let partner = picture(8, own: good, other: crack, active: nil)

    private static func picture(_ image: Int64, own: ClassID, other: ClassID, active: HeadBelief?) -> Question.Picture {
        Question.Picture(
            side: .init(image: ImageID(image), own: own, other: other, pull: nil, magnitude: nil), path: "\(image).png",
            zeroShot: Belief(own, probability: 0.6), active: active)
    }

    private static func question(
        _ role: PromptRole = .asked, place: Question.Place = .right, partner: Question.Picture? = partner
    ) -> Question {
        Question(
            number: 1, asked: asked, partner: partner, askedPlace: place, first: good, second: crack, similarity: 0.9,
            score: 1, role: role, order: "suggested", probability: 0.9, estimator: EstimatorID(3))
    }

    @Test("an answer to the question names the picture, its look-alike, its side and what the head in use believed")
    func asked() {
        let prompt = Self.question().prompt(
            answeredAs: .asked, shownAt: Date(timeIntervalSince1970: 5), wasPeeked: true)
        #expect(prompt.image == ImageID(7) && prompt.partner == ImageID(8))
        #expect(prompt.side == .right && prompt.wasPeeked)
        #expect(prompt.candidates == [Self.good, Self.crack])
        #expect(prompt.belief == Belief(Self.good, probability: 0.7))
        #expect(prompt.shownAt == Date(timeIntervalSince1970: 5))
        #expect(Self.question(partner: nil).prompt(answeredAs: .asked, shownAt: Date()).side == nil)
    }

    @Test("an answer about the look-alike is its own, and before a training plain CLIP's belief was shown")
    func partner() {
        let prompt = Self.question().prompt(answeredAs: .partner, shownAt: Date())
        #expect(prompt.image == ImageID(8) && prompt.partner == ImageID(7))
        #expect(prompt.side == .left && prompt.role == .partner)
        #expect(prompt.belief == Belief(Self.good, probability: 0.6))
    }

    @Test("no image of the reserve is named as a partner")
    func audit() {
        #expect(Self.question(.audit).prompt(answeredAs: .partner, shownAt: Date()).partner == nil)
        #expect(Self.question(.audit).prompt(answeredAs: .audit, shownAt: Date()).partner == ImageID(8))
    }
}
