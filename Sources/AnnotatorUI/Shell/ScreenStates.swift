/// The states of all screens, each under its own type.
package struct ScreenStates: Sendable, Equatable {
    private var states: [ObjectIdentifier: any ScreenState] = [:]

    init(_ project: ProjectFacts) {
        for screen in ScreenTable.screens { screen.begin(in: &self, project) }
    }

    package subscript<Own: ScreenState>(_ type: Own.Type) -> Own {
        get {
            guard let state = states[ObjectIdentifier(type)] as? Own else {
                preconditionFailure("\(type) is the state of no screen in the table")
            }
            return state
        }
        set { states[ObjectIdentifier(type)] = newValue }
    }

    package static func == (left: ScreenStates, right: ScreenStates) -> Bool {
        left.states.count == right.states.count
            && left.states.allSatisfy { type, state in state.isEqual(to: right.states[type]) }
    }
}

extension ScreenState {
    fileprivate func isEqual(to other: (any ScreenState)?) -> Bool { self == other as? Self }
}

extension FullScreen {
    fileprivate static func begin(in states: inout ScreenStates, _ project: ProjectFacts) {
        states[Own.self] = Own(project)
    }
}
