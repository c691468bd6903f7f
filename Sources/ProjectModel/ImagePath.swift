/// The path of an image below the image folder: its bytes on the disk are its identity.
///
/// Swift's strings are equal where Unicode calls them canonically equivalent, and a file system is of another mind: `が` as one
/// code point and as two are two files. Paths are therefore compared, sorted and looked up as this type, never as strings.
package struct ImagePath: Hashable, Comparable, Sendable {
    /// Relative to the image folder, forward slashes.
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static func == (left: ImagePath, right: ImagePath) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// In byte order.
    package static func < (left: ImagePath, right: ImagePath) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    /// Whether it leads out of the image folder: by an absolute path, or by more `..` than there are folders before them.
    package var leavesFolder: Bool { text.utf8.first == UInt8(ascii: "/") || climbs }

    /// Whether `..` leads above where the path starts.
    package var climbs: Bool {
        var depth = 0
        for part in text.utf8.split(separator: UInt8(ascii: "/")) where !part.elementsEqual(".".utf8) {
            depth += part.elementsEqual("..".utf8) ? -1 : 1
            if depth < 0 { return true }
        }
        return false
    }
}

extension ImageItem {
    /// What the image is found by.
    package var place: ImagePath { ImagePath(path) }
}
