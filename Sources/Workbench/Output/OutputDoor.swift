internal import FileContents
internal import Foundation
internal import Interchange
internal import ProjectStore
package import TensorFiles

/// The one way by which a file leaves the program.
///
/// Nothing of a project is ever written over: neither its store nor its `miwake.yaml` nor a source image, by whatever name.
/// Another file that is there is replaced only where Miwake wrote it and nobody changed it since, or where a person insists.
/// Pipes, devices and links to elsewhere are written through.
package struct OutputDoor {
    /// Somebody insists: files that are not ours may be replaced. What is protected stays protected.
    private let isForced: Bool
    /// Of the project, then of others that the command reads.
    private var protected: [ProtectedFiles]
    private(set) var written: WrittenFiles
    /// Whether all that was written could be recorded: a project that cannot be written keeps no record.
    package private(set) var isRecorded = true

    /// - Parameter others: projects that nothing is written over either; what is written is recorded in the first alone.
    package init(_ bench: Workbench, besides others: [Workbench] = [], isForced: Bool) {
        self.isForced = isForced
        protected = ([bench] + others).map(ProtectedFiles.init)
        written = WrittenFiles(bench.folder)
    }

    /// What stands in the way of a project's files; nil where nothing does.
    private mutating func objection(
        _ found: (inout ProtectedFiles) -> OutputError.Protected?
    ) -> OutputError.Protected? {
        for place in protected.indices {
            if let what = found(&protected[place]) { return what }
        }
        return nil
    }

    /// Refuses what may not be written, before anything is computed.
    package mutating func admit(_ path: String) throws(WorkbenchError) -> OutputTarget {
        let target = try OutputTarget(path)
        switch target.kind {
        case .descriptor(let descriptor):
            if let what = objection({ $0.objection(toDescriptor: descriptor) }) {
                throw .output(.protected(path: path, what))
            }
        case .stream: break
        case .folder: throw .output(.folder(path: path))
        case .file(let place, let identity):
            if let what = objection({ $0.objection(to: place, identity) }) {
                throw .output(.protected(path: path, what))
            }
            guard identity != nil, !isForced else { break }
            guard try isOurs(place) else { throw .output(.notOurs(path: path, count: 1)) }
        }
        return target
    }

    /// Whether there is a file that only somebody who insists may write over.
    package mutating func isInTheWay(_ path: String) throws(WorkbenchError) -> Bool {
        do {
            _ = try admit(path)
            return false
        } catch {
            guard case .output(.notOurs) = error else { throw error }
            return true
        }
    }

    /// Refuses a folder that may not be filled; makes it where it is not there.
    ///
    /// - Returns: the folder, absolute and free of links.
    package mutating func admitFolder(_ path: String) throws(WorkbenchError) -> String {
        if case .file(let place, nil) = try? OutputTarget(path).kind {
            if let what = objection({ $0.objection(toFilling: place) }) { throw .output(.protected(path: path, what)) }
        }
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            guard FileIdentity(path: path) == nil else { throw .output(.noFolder(path: path)) }
            throw .fileUnwritable(path: path, reason: systemReason(of: error))
        }
        guard case .folder(let place) = try OutputTarget(path).kind else { throw .output(.noFolder(path: path)) }
        if let what = objection({ $0.objection(toFilling: place) }) { throw .output(.protected(path: path, what)) }
        return place
    }

    /// Refuses a file that finished runs may not be added to: it must be new, or hold nothing but such runs.
    package mutating func admitAddition(
        to path: String, isOurs: ([UInt8]) -> Bool
    ) throws(WorkbenchError) -> OutputTarget {
        let target = try OutputTarget(path)
        guard case .file(let place, .some(let identity)) = target.kind else { return try admit(path) }
        if let what = objection({ $0.objection(to: place, identity) }) { throw .output(.protected(path: path, what)) }
        if !isForced {
            let content = try Workbench.bytes(of: place)
            guard isOurs(content) else { throw .output(.notRecords(path: path)) }
        }
        return target
    }

    package mutating func write(_ bytes: [UInt8], to target: OutputTarget) throws(WorkbenchError) {
        if case .file(let place, _) = target.kind {
            isRecorded = written.record(place, hash: ContentHash.of(bytes)) && isRecorded
        }
        try target.write(bytes)
    }

    /// One of many files: it gets its name without waiting for the disk.
    package mutating func write(_ file: MappedFile, to target: OutputTarget) throws(WorkbenchError) {
        if case .file(let place, _) = target.kind {
            isRecorded = written.record(place, hash: ContentHash.of(file)) && isRecorded
        }
        try file.withBytes { bytes throws(WorkbenchError) in try target.write(bytes, isDurable: false) }
    }

    /// Whether the file at this place is as Miwake wrote it.
    package func isOurs(_ place: String) throws(WorkbenchError) -> Bool {
        guard written.contain(place) else { return false }
        do {
            return written.contain(place, hash: try ContentHash.ofFile(at: place))
        } catch {
            throw .fileUnreadable(path: place, reason: error.reason)
        }
    }
}

extension OutputTarget {
    /// A file is replaced whole or not at all, and keeps its permissions; everything else takes the bytes as they come.
    package func write(_ bytes: [UInt8], isDurable: Bool = true) throws(WorkbenchError) {
        try bytes.span.withUnsafeBytes { bytes throws(WorkbenchError) in try write(bytes, isDurable: isDurable) }
    }

    func write(_ bytes: UnsafeRawBufferPointer, isDurable: Bool) throws(WorkbenchError) {
        do {
            switch kind {
            case .folder: throw WorkbenchError.output(.folder(path: path))
            case .descriptor(let descriptor): try Self.write(bytes, to: descriptor)
            case .stream:
                let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
                guard descriptor >= 0 else { throw SystemError(code: errno) }
                defer { close(descriptor) }
                try Self.write(bytes, to: descriptor)
            case .file(let place, _):
                var status = stat()
                let isThere = lstat(place, &status) == 0
                // What took the file's place since it was looked at, a device above all, is never replaced.
                guard !isThere || status.st_mode & S_IFMT == S_IFREG else { throw SystemError(code: EEXIST) }
                var file = try ReplacingFile(path: place)
                if isThere { file.setPermissions(status.st_mode & 0o777) }
                try file.write(bytes)
                try file.finish(isDurable: isDurable)
            }
        } catch let error as WorkbenchError {
            throw error
        } catch let error as SystemError {
            throw .fileUnwritable(path: path, reason: error.reason)
        } catch let error as TensorFileError {
            throw .fileUnwritable(path: path, reason: error.reason)
        } catch {
            throw .fileUnwritable(path: path, reason: systemReason(of: error))
        }
    }

    /// A terminal is shown what would command it; everything else gets the bytes.
    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(SystemError) {
        guard isatty(descriptor) == 1 else { return try writeAll(bytes, to: descriptor) }
        let text = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
        try writeAll(Array(EscapedText.page(text).utf8), to: descriptor)
    }
}

extension TensorFileError {
    /// The operating system's own words, where it is they that say what is wrong.
    package var reason: String {
        switch self {
        case .unreadable(_, let reason), .unwritable(_, let reason): reason
        default: "\(self)"
        }
    }
}

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
