import ArgumentParser
import CLIPEncoding
import FeatureExtraction
import Foundation
import Labelling
import ProjectStore
import Workbench

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what this machine, this terminal and a project's checkpoint are good for, and what is missing.",
        discussion: "Speeds are measured now: other programs that run at the same time slow them down.")

    @Argument(help: "A project, whose checkpoint is opened and timed.", completion: .directory)
    var project: String?

    @Option(help: "A checkpoint to open and time; the project's where none is given.", completion: .file())
    var checkpoint: String?

    @OptionGroup var format: FormatOption

    func run() throws {
        var table = DataTable(
            source: [.init("miwake", .text(Miwake.configuration.version))],
            columns: [.text("what"), .text("value")], rows: [])
        func add(_ name: String, _ value: DataTable.Value) { table.rows.append([.text(name), value]) }
        let environment = ProcessInfo.processInfo.environment
        add("system", .text(ProcessInfo.processInfo.operatingSystemVersionString))
        add("processors", .integer(ProcessInfo.processInfo.activeProcessorCount))
        add("memory_gb", .decimal(Double(ProcessInfo.processInfo.physicalMemory) / 1e9, digits: 1))
        add("vector_instructions", .text(Self.vectorInstructions()))
        for library in Self.libraries() { add("library", .text(library)) }

        let term = environment["TERM"] ?? ""
        add("terminal", .text(isatty(STDOUT_FILENO) == 1 ? term : "standard output is no terminal (TERM=\(term))"))
        add("colours", .text(Self.colours(term, environment)))
        let locale = environment["LC_ALL"] ?? environment["LC_CTYPE"] ?? environment["LANG"] ?? ""
        add("locale", .text(locale.isEmpty ? "none; C.UTF-8 is used" : locale))
        if term.isEmpty || term == "dumb" {
            table.notes.append("Screens need a terminal: set TERM, for example to xterm-256color.")
        } else if !Self.hasDescription(of: term) {
            table.notes.append("The terminal “\(term)” is not described here: apt install ncurses-term.")
        }
        if environment["NO_COLOR"] != nil { table.notes.append("NO_COLOR is set: screens have no colours.") }

        let bench = try project.map { try Workbench.open($0, .readOnly) }
        if let bench { try Self.inspect(bench, project ?? "", into: &table) }
        if let status = try bench?.status(), !status.problems.isEmpty {
            table.notes.append(
                "\(counted(status.problems.count, "image")) not used, \(status.doubtfulFiles) of them in doubt; `miwake status` says "
                    + "which and why.")
        }
        if let rereading = try bench?.rereading() {
            add("images_read_otherwise", .integer(rereading.images.count))
            if let outlook = rereading.outlook { table.notes.append(outlook) }
        }
        if let path = checkpoint ?? bench?.checkpointPaths?.checkpoint {
            let vocabulary = checkpoint == nil ? bench?.checkpointPaths?.vocabulary : nil
            let began = ContinuousClock.now
            let opened = try Checkpoint(path: path)
            add("checkpoint", .text(path))
            add("checkpoint_opened_ms", .decimal((ContinuousClock.now - began) / .milliseconds(1), digits: 1))
            add("encoder", .text(opened.encoderName))
            do {
                _ = try opened.tokenizer(vocabulary: vocabulary)
                add("vocabulary", .text("\(opened.configuration.text.vocabulary) tokens"))
            } catch {
                add("vocabulary", .missing)
                table.notes.append(Failure.sentence(for: error))
            }
            let trial = EncoderTrial.run(opened)
            add("images_per_second", .decimal(trial.imagesPerSecond, digits: 1))
            add("gigaflops", .decimal(trial.gigaflops, digits: 0))
        } else {
            table.notes.append(
                bench == nil
                    ? "Name a project or a --checkpoint to see how fast it encodes here."
                    : "The project names no checkpoint: it lives on imported features.")
        }
        try table.print(as: format.format)
    }

    /// Compares every feature file and estimator with what was written, and asks the database whether it is sound.
    private static func inspect(_ bench: Workbench, _ project: String, into table: inout DataTable) throws {
        let problems = try bench.store.integrityProblems()
        let files = try bench.store.inspectFiles()
        for (name, count) in [
            ("store_problems", problems.count), ("files_sound", files.sound), ("files_damaged", files.damages.count),
            ("files_unchecked", files.unchecked), ("files_left_behind", files.leftovers.count),
        ] { table.rows.append([.text(name), .integer(count)]) }
        table.notes += problems.prefix(listedProblems).map {
            "The label store is damaged (\($0)); restore it from a backup."
        }
        table.notes += files.damages.prefix(listedProblems).map { $0.sentence(project: project) }
        if files.damages.count > listedProblems {
            table.notes.append("And \(files.damages.count - listedProblems) more damaged files.")
        }
        if !files.damages.isEmpty { table.notes.append("No label is in any of these files.") }
        if !files.leftovers.isEmpty {
            table.notes.append(
                "Left behind by an interrupted run: \(listed(files.leftovers)); `miwake open` or `miwake embed` removes them."
            )
        }
        if files.unchecked > 0 {
            table.notes.append(
                "\(counted(files.unchecked, "file")) of an older version without a checksum: `miwake open`, `train` or `embed` "
                    + "takes it.")
        }
        if let late = files.lateSentence { table.notes.append(late) }
    }

    private static let listedProblems = 20

    /// The kernel's files have no size, so that they must be read to their end.
    private static func text(of path: String) -> String {
        let bytes = try? FileHandle(forReadingAtPath: path)?.readToEnd()
        return String(decoding: bytes ?? Data(), as: UTF8.self)
    }

    /// The shared libraries that are loaded, by the names of their files, which carry their versions.
    private static func libraries() -> [String] {
        let wanted = ["dnnl", "png", "jpeg", "ncursesw", "sqlite3", "crypto"]
        let maps = text(of: "/proc/self/maps")
        let files = Set(maps.split(separator: "\n").compactMap { $0.split(separator: "/").last.map(String.init) })
        return files.filter { file in wanted.contains { file.hasPrefix("lib" + $0) } }.sorted()
    }

    private static func vectorInstructions() -> String {
        guard
            let flags = text(of: "/proc/cpuinfo").split(separator: "\n").first(where: {
                $0.hasPrefix("flags") || $0.hasPrefix("Features")
            })
        else { return "unknown" }
        let names = Set(flags.split(separator: " ").map(String.init))
        let known = ["avx512f", "avx2", "fma", "asimd", "sve"].filter(names.contains)
        return known.isEmpty ? "none that help" : known.joined(separator: " ")
    }

    private static func colours(_ term: String, _ environment: [String: String]) -> String {
        if environment["NO_COLOR"] != nil { return "none (NO_COLOR)" }
        let direct = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "")
        if direct || term.hasSuffix("-direct") { return "24 bit" }
        return term.contains("256") ? "256" : "8 or 16"
    }

    private static func hasDescription(of term: String) -> Bool {
        guard let first = term.first else { return false }
        let folders = ["/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo", NSHomeDirectory() + "/.terminfo"]
        return folders.contains { FileManager.default.fileExists(atPath: "\($0)/\(first)/\(term)") }
    }
}
