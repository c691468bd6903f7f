package import ProjectModel

/// Two look-alike images of two classes that the model confuses: the question and its context.
package struct ConfusedPair: Sendable, Equatable {
    /// The framed picture: its answer is wanted.
    package var asked: Side
    /// The nearest image that the model sees as the other class; nil where none exists.
    package var partner: Side?
    /// Cosine of the two image embeddings, in [−1, 1]; nil without a partner.
    package var similarity: Float?
    /// The number by which the page is ranked; its meaning depends on the order, larger comes first.
    package var score: Float

    /// One picture of the pair and how far the confusion pulls it.
    package struct Side: Sendable, Equatable {
        package var image: ImageID
        /// What the model takes it for: the zero-shot top class, or the label where it has one.
        package var own: ClassID
        /// The class of the other side: what it is confused with.
        package var other: ClassID
        /// `Δs_own − Δs_other` in logits: the false advantage of `own`. Nil where Δs does not exist.
        package var pull: Float?
        /// `‖Δs − mean Δs‖₂` in logits; nil where Δs does not exist.
        package var magnitude: Float?

        package init(image: ImageID, own: ClassID, other: ClassID, pull: Float?, magnitude: Float?) {
            self.image = image
            self.own = own
            self.other = other
            self.pull = pull
            self.magnitude = magnitude
        }
    }

    package init(asked: Side, partner: Side?, similarity: Float?, score: Float) {
        self.asked = asked
        self.partner = partner
        self.similarity = similarity
        self.score = score
    }
}
