/// Paths as files from other machines write them.
package enum RelativePath {
    /// A path as the project writes it: normalisation form C, forward slashes, no `./`, no doubled or trailing slash.
    ///
    /// White space at the ends belongs to a file's name and stays.
    package static func normalised(_ text: String) -> String {
        let slashes = text.precomposed.replacing("\\", with: "/")
        let parts = slashes.split(separator: "/", omittingEmptySubsequences: true).filter { $0 != "." }
        return (slashes.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }
}
