package import Figures

/// What the progress screen knows.
package struct ProgressState: ScreenState {
    package var figures: ProgressFigures?
    /// A sentence for the person, where the figures could not be made.
    package var failure: String?
    /// The first class on the screen, by its place in the list, fewest labels first.
    package var scroll = 0

    package init(_ project: ProjectFacts) {}
}

extension State {
    package var progressScreen: ProgressState { screens[ProgressState.self] }
}
