/// The full screens: one row each, in the order of the manual. The first is where the program opens and all ways lead back to.
package enum ScreenTable {
    package static let screens: [any FullScreen.Type] = [
        CompareScreen.self,
        MatrixScreen.self,
        ProgressScreen.self,
        CellScreen.self,
        PictureScreen.self,
    ]

    /// The screen of that name.
    static func screen(named name: ViewName) -> (any FullScreen.Type)? { screens.first { $0.name == name } }
}
