/// Why a file may not be written where a person wanted it.
package enum OutputError: Error, Sendable, Equatable {
    /// What no option allows to be written over.
    case protected(path: String, Protected)
    /// Files that are there already and that Miwake did not write, or that were changed since: how many, and the first.
    case notOurs(path: String, count: Int)
    /// A folder that is to be filled holds files of somebody else: how many, and the first.
    case foreignFiles(folder: String, count: Int, example: String)
    /// A file was to be written, and the path names a folder.
    case folder(path: String)
    /// A folder was to be filled, and the path names something else.
    case noFolder(path: String)
    case blockDevice(path: String)
    /// Finished runs are to be added to a file that holds something else.
    case notRecords(path: String)

    package enum Protected: Sendable, Equatable {
        /// Labels, features, estimators: whatever lies in a folder `.miwake`.
        case store
        case projectFile
        case sourceImage
        /// The folder of the source images, which the next scan would find the copies in.
        case imageFolder
    }
}
