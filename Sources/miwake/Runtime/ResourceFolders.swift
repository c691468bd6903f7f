import Foundation

/// Where the program's own files lie: the user's folders first, then `../share/miwake` beside the executable.
struct ResourceFolders: Equatable {
    /// Of the user's settings.
    var configuration: String
    /// Of what the program writes for the user, such as a copied sample.
    var userFiles: String
    /// Of what can be computed again.
    var cache: String
    /// Of what was installed with the program; nil where nothing was.
    var shared: String?
    /// The checkout that the program was built in; nil for an installed program.
    var checkout: String?

    private static let folderName = "miwake"
    private static let buildFolder = ".build"

    /// - Parameters:
    ///   - environment: HOME, XDG_CONFIG_HOME, XDG_DATA_HOME and XDG_CACHE_HOME are read; relative ones are passed over, as
    ///     the XDG base directory specification says.
    ///   - executable: the path of the program itself, without symbolic links.
    init(environment: [String: String], executable: String?) {
        func folder(_ variable: String, _ standard: String) -> String {
            if let path = environment[variable], path.hasPrefix("/") { return path + "/" + Self.folderName }
            return (environment["HOME"] ?? NSHomeDirectory()) + "/" + standard + "/" + Self.folderName
        }
        configuration = folder("XDG_CONFIG_HOME", ".config")
        userFiles = folder("XDG_DATA_HOME", ".local/share")
        cache = folder("XDG_CACHE_HOME", ".cache")
        let binaries = executable?.split(separator: "/").dropLast().map(String.init)
        shared = binaries.map { "/" + ($0.dropLast() + ["share", Self.folderName]).joined(separator: "/") }
        // checkout/.build/triple/release/miwake
        checkout = binaries.flatMap { folders in
            folders.lastIndex(of: Self.buildFolder).map { "/" + folders[..<$0].joined(separator: "/") }
        }
    }

    /// Of this process.
    static var own: ResourceFolders {
        ResourceFolders(
            environment: ProcessInfo.processInfo.environment,
            executable: try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    }

    /// Folders of sample projects: the installed ones, then those of the checkout that the program was built in.
    var samples: [String] {
        (shared.map { [$0 + "/samples"] } ?? []) + (checkout.map { [$0 + "/SampleProjects"] } ?? [])
    }

    /// Folders of theme files, the most important first.
    var themes: [String] { [configuration + "/themes"] + (shared.map { [$0 + "/themes"] } ?? []) }
}
