package import Figures
package import ProjectModel

/// What the matrix screen shows and how.
package struct MatrixState: ScreenState {
    /// The source that the person chose; nil for the best-founded one there is.
    package var chosenSource: MatrixSource?
    package var head: HeadView = .active
    package var units: Units = .counts
    package var isDiagonalHidden = false
    package var isSortedByConfusion = false
    package var result: MatrixResult?
    /// The cell under the cursor, as positions in project order (not on the screen).
    package var truth = 0
    package var predicted = 0
    /// The classes as they stand on the screen, by position in project order.
    package var displayOrder: [Int] = []

    /// Which matrix of the two, or what training changed.
    package enum HeadView: Sendable, Hashable, CaseIterable {
        case zeroShot
        case active
        /// active − zero-shot
        case difference
    }

    package enum Units: Sendable, Hashable, CaseIterable {
        case counts
        /// Of the row: of all images that truly are of the class.
        case rowPercent
    }

    package init(_ project: ProjectFacts) {}

    package var figures: MatrixFigures? {
        if case .figures(let figures) = result { figures } else { nil }
    }

    /// What is shown or counted; nil while the best-founded source is being looked for.
    package var source: MatrixSource? { chosenSource ?? figures?.source }
}

/// What a request for a matrix came to.
package enum MatrixResult: Sendable, Equatable {
    case figures(MatrixFigures)
    /// There is nothing to count yet, and the screen says why.
    case empty(Reason)
    /// A sentence for the person.
    case failed(String)

    package enum Reason: Sendable, Equatable {
        /// No answer among the `reserve` images.
        case noAuditAnswers(reserve: Int)
        /// No class has the two labels that a fold needs.
        case tooFewLabels
        /// Nothing is embedded or imported yet.
        case noFeatures
    }
}
