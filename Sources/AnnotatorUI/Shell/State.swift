internal import ActiveLearning
package import Figures
package import Languages
package import TextUI

/// Everything the screens know. Changed by `reduce` only, drawn by `render`.
@dynamicMemberLookup
package struct State: Sendable, Equatable {
    /// What all screens share; its members are read and written as those of the state.
    package var shell: Shell
    package var screens: ScreenStates

    package init(
        project: ProjectFacts, progress: Progress, estimator: EstimatorFacts? = nil, size: Size,
        language: Language = .english, keymap: Keymap = .standard, themes: [String] = [], theme: String = ""
    ) {
        shell = Shell(
            project: project, progress: progress, estimator: estimator, size: size, language: language, keymap: keymap,
            themes: themes, theme: theme)
        screens = ScreenStates(project)
    }

    package subscript<Value>(dynamicMember member: KeyPath<Shell, Value>) -> Value { shell[keyPath: member] }

    package subscript<Value>(dynamicMember member: WritableKeyPath<Shell, Value>) -> Value {
        get { shell[keyPath: member] }
        set { shell[keyPath: member] = newValue }
    }

    /// No request is unanswered: nothing will change until the person does something.
    package var isIdle: Bool {
        shell.awaited.isEmpty && shell.pictures.awaited.isEmpty && shell.embedding == nil && shell.door.keptBack == nil
    }

    /// Idle, and what is asked has been in sight for long enough to be answered: what the mark on the status line says.
    package var isReady: Bool { isIdle && !isFirstSeen }

    package func isAwaiting(_ kind: RequestKind) -> Bool { shell.isAwaiting(kind) }
}

/// A panel over a view.
package enum Overlay: Sendable, Equatable {
    case help(scroll: Int)
    case classFinder(ClassFinder)
    case orderChooser(selected: Int)
    case commandLine(CommandLine)
}
