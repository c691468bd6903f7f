/// The full screens: one row each, in the order of the manual. The first is the one that the program opens with.
package enum ScreenTable {
    package static let screens: [any FullScreen.Type] = [
        CompareScreen.self,
        MatrixScreen.self,
        ProgressScreen.self,
        CellScreen.self,
        PictureScreen.self,
    ]

    static var home: any FullScreen.Type { screens[0] }

    /// A name that is in no row is a mistake of ours.
    static func screen(named name: ViewName) -> any FullScreen.Type {
        guard let screen = screens.first(where: { $0.name == name }) else {
            preconditionFailure("the screen \(name.rawValue) has no row in the table")
        }
        return screen
    }

    static func screen(openedBy command: Command) -> (any FullScreen.Type)? {
        screens.first { $0.opener?.command == command }
    }
}
