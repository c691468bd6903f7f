/// A label that stands, and how it came about.
package struct GivenLabel: Sendable, Equatable {
    package var image: ImageID
    package var label: ClassID
    /// The edit that gave it. Labels in the order of this number are in the order in which they were given.
    package var event: EventID
    package var provenance: Provenance

    /// Why this image has a label: what decides which figures it may enter.
    package enum Provenance: Sendable, Hashable {
        /// Asked as the next image of the audit reserve: the only labels behind an unbiased figure.
        case audit
        /// Chosen by an order, such as `suggested`: picked because it was informative.
        case asked(order: String)
        /// The look-alike beside a question, answered too.
        case partner
        /// Named by a person on the command line, without a question.
        case command
        /// Read from a file of labels or from folder names.
        case imported
    }

    package init(image: ImageID, label: ClassID, event: EventID, provenance: Provenance) {
        self.image = image
        self.label = label
        self.event = event
        self.provenance = provenance
    }
}
