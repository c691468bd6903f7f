internal import FileContents
internal import Foundation
package import Interchange
package import ProjectModel
internal import ProjectStore

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

    /// A class that a table names and the project does not have, under this name.
    package func unknownClass(_ name: String, ofTable path: String, line: Int) throws -> WorkbenchError {
        .unknownClassInTable(path: path, line: line, name: name, now: try store.presentName(ofFormer: name))
    }

    /// The rows of a label table with the image that each names, as an index into `images`; nil where it names none of them.
    package func rows(
        ofTable path: String, split: String?, naming images: [ImageItem], strippingPrefix prefix: String? = nil
    ) throws -> [(row: LabelTable.Row, image: Int?)] {
        let index = pathIndex(of: images, strippingPrefix: prefix)
        var firstRow: [Int: LabelTable.Row] = [:]
        return try rows(ofTable: path, split: split).map { row in
            guard let image = try index.image(of: row, in: path) else { return (row, nil) }
            // One image under two spellings.
            if let first = firstRow[image], first.className != row.className || first.split != row.split {
                throw WorkbenchError.badTable(
                    path: path, .contradiction(path: images[image].path, line: row.line, first: first.line))
            }
            firstRow[image] = firstRow[image] ?? row
            return (row, image)
        }
    }

    /// The rows of a label table, of one split where one is named.
    package func rows(ofTable path: String, split: String?) throws -> [LabelTable.Row] {
        let table: LabelTable
        do {
            table = try LabelTable(parsing: try Self.bytes(of: path))
        } catch let error as CSVError {
            throw WorkbenchError.badTable(path: path, error)
        }
        guard let split else { return table.rows }
        guard table.splits.contains(split) else {
            throw WorkbenchError.noSuchSplit(path: path, split: split, found: table.splits)
        }
        return table.rows.filter { $0.split == split }
    }
}

extension ImagePathIndex {
    /// The image that a row of a table names; nil where it names none.
    package func image(of row: LabelTable.Row, in table: String) throws(WorkbenchError) -> Int? {
        do {
            return try image(row.path, line: row.line)
        } catch {
            throw .badPath(file: table, error)
        }
    }
}
