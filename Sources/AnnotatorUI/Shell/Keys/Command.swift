/// Everything a key can ask for. The raw value is the name in the key table of a settings file and on the command line.
package enum Command: String, Sendable, Hashable, CaseIterable {
    case answerFirst = "answer-first"
    case answerSecond = "answer-second"
    case findClass = "find-class"
    case frameOther = "frame-other"
    case skip
    case unsure
    case noneOfThese = "none-of-these"
    case unusable
    case flag
    case undo
    case redo
    case peek
    case why
    case order
    case retrain
    case cancelRetrain = "cancel-retrain"
    case zoomIn = "zoom-in"
    case zoomOut = "zoom-out"
    case zoomFit = "zoom-fit"
    case left
    case right
    case up
    case down
    case rotate
    case brighter
    case darker
    case moreContrast = "more-contrast"
    case lessContrast = "less-contrast"
    case invert
    case stretch
    case progress
    case matrix
    case matrixSource = "matrix-source"
    case matrixHead = "matrix-head"
    case matrixUnits = "matrix-units"
    case hideDiagonal = "hide-diagonal"
    case sortByConfusion = "sort-by-confusion"
    case open
    case pageUp = "page-up"
    case pageDown = "page-down"
    case first
    case last
    case back
    case help
    case commandLine = "command-line"
    case suspend
    case quit
}
