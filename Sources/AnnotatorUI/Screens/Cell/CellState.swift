package import Figures
internal import ProjectModel
internal import TextUI

/// The images of one cell, and the one under the cursor: of the list, and of the picture as large as the screen.
package struct CellState: ScreenState {
    /// Nil until a cell is opened.
    package var request: CellRequest?
    package var images: CellImages?
    package var failure: String?
    package var selected = 0
    package var view = ViewTransform()

    package init(_ project: ProjectFacts) {}

    init(request: CellRequest) {
        self.request = request
    }

    /// The image under the cursor; nil while there is none.
    var entry: CellImages.Entry? {
        guard let images = images?.images, images.indices.contains(selected) else { return nil }
        return images[selected]
    }

    /// The picture under the cursor and the next one, to be shown in that many cells.
    func pictures(of size: Size) -> [PictureRequest] {
        guard let images = images?.images, size.columns > 0, size.rows > 0 else { return [] }
        return [selected, selected + 1].filter(images.indices.contains).map { index in
            var view = view
            if index != selected { view.resetGeometry() }
            return PictureRequest(image: images[index].image, size: size, view: view)
        }
    }

    mutating func select(_ index: Int) {
        selected = index
        view.resetGeometry()
    }
}
