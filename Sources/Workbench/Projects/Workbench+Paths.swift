internal import Foundation
package import Interchange
package import ProjectModel

extension Workbench {
    /// How paths are to be understood that name images of this project.
    package func pathDialect(strippingPrefix prefix: String? = nil) -> PathDialect {
        guard let imageFolder else { return PathDialect(strippingPrefix: prefix) }
        let absolute =
            imageFolder.hasPrefix("/") ? imageFolder : FileManager.default.currentDirectoryPath + "/" + imageFolder
        return PathDialect(
            imageFolders: [absolute, realPath(imageFolder)].compactMap(\.self), strippingPrefix: prefix)
    }

    /// Finds images by what people, lists and tables call them.
    package func pathIndex(of images: [ImageItem], strippingPrefix prefix: String? = nil) -> ImagePathIndex {
        ImagePathIndex(images.map(\.path), pathDialect(strippingPrefix: prefix))
    }
}

extension ImagePathIndex {
    /// The image that a row of a table names; nil where it names none.
    func image(of row: LabelTable.Row, in table: String) throws(WorkbenchError) -> Int? {
        do {
            return try image(row.path, line: row.line)
        } catch {
            throw .badPath(file: table, error)
        }
    }
}
