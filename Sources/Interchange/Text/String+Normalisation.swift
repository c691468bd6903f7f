internal import Foundation

extension String {
    /// Unicode normalisation form C: the file system of one machine writes が as one code point, another's as two.
    var precomposed: String {
        utf8.allSatisfy { $0 < 0x80 } ? self : precomposedStringWithCanonicalMapping
    }

    /// Without white space at both ends, in normalisation form C: the form in which names are compared and kept.
    package var asName: String {
        trimmingCharacters(in: .whitespacesAndNewlines).precomposed
    }
}
