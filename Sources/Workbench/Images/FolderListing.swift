internal import Foundation

/// The names in a folder, in byte order, as the disk has them.
package struct FolderListing {
    /// Names that are text.
    package let names: [String]
    /// Names that are not UTF-8, with the bytes that are none written as `\xE9`.
    let unreadableNames: [String]

    /// nil where the folder cannot be read.
    package init?(_ path: String) {
        guard let folder = opendir(path) else { return nil }
        defer { closedir(folder) }
        var names: [[UInt8]] = []
        while let entry = readdir(folder) {
            let bytes = withUnsafePointer(to: &entry.pointee.d_name) { start in
                start.withMemoryRebound(to: UInt8.self, capacity: Int(NAME_MAX) + 1) { name in
                    [UInt8](
                        UnsafeBufferPointer(
                            start: name, count: strlen(UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))))
                }
            }
            if bytes != [0x2E], bytes != [0x2E, 0x2E] { names.append(bytes) }
        }
        names.sort { $0.lexicographicallyPrecedes($1) }
        self.names = names.compactMap { String(validating: $0, as: UTF8.self) }
        unreadableNames = names.filter { String(validating: $0, as: UTF8.self) == nil }.map(Self.spelledOut)
    }

    /// Text as far as it is text, and the other bytes as a shell's `$'…'` writes them.
    private static func spelledOut(_ bytes: [UInt8]) -> String {
        var text = ""
        var rest = bytes[...]
        while !rest.isEmpty {
            // The longest piece of at most four bytes that is one character of UTF-8.
            let piece = (1...4).lazy.compactMap { count in String(validating: rest.prefix(count), as: UTF8.self) }.first
            if let piece {
                text += piece
                rest = rest.dropFirst(piece.utf8.count)
            } else if let byte = rest.popFirst() {
                text += "\\x" + String(byte, radix: 16)
            }
        }
        return text
    }
}
