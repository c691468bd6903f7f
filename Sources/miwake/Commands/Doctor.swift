import ArgumentParser
import CLIPEncoding
import FeatureExtraction
import Foundation
import Labelling
import Languages
import ProjectStore
import Workbench

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what this machine, this terminal and a project's checkpoint are good for, and what is missing.",
        discussion: "Speeds are measured now: other programs that run at the same time slow them down.")

    @Argument(help: "A project, whose checkpoint is opened and timed.", completion: .directory)
    var project: String?

    @Option(help: "A checkpoint to open and time; by default the project's.", completion: .file())
    var checkpoint: String?

    @OptionGroup var format: FormatOption

    func run() throws {
        var table = DataTable(
            source: [.init("miwake", .text(Miwake.configuration.version))],
            columns: [.text("what"), .text("value")], rows: [])
        func add(_ name: String, _ value: DataTable.Value) { table.rows.append([.text(name), value]) }
        let (values, notes) = (format.format.data(words), format.format.notes(words))
        let environment = ProcessInfo.processInfo.environment
        add("system", .text(ProcessInfo.processInfo.operatingSystemVersionString))
        add("processors", .integer(ProcessInfo.processInfo.activeProcessorCount))
        add("memory_gb", .decimal(Double(ProcessInfo.processInfo.physicalMemory) / 1e9, digits: 1))
        add("vector_instructions", .text(Self.vectorInstructions(values)))
        for library in Self.libraries() { add("library", .text(library)) }

        let term = environment["TERM"] ?? ""
        add("terminal", .text(isatty(STDOUT_FILENO) == 1 ? term : values.say("doctor.no-terminal", ["term": term])))
        add("colours", .text(Self.colours(term, environment, values)))
        let locale = environment["LC_ALL"] ?? environment["LC_CTYPE"] ?? environment["LANG"] ?? ""
        add("locale", .text(locale.isEmpty ? values.say("doctor.no-locale") : locale))
        if term.isEmpty || term == "dumb" {
            table.notes.append(notes.say("doctor.needs-terminal"))
        } else if !Self.hasDescription(of: term) {
            table.notes.append(notes.say("doctor.unknown-terminal", ["term": term]))
        }
        if environment["NO_COLOR"] != nil { table.notes.append(notes.say("doctor.no-color")) }

        let bench = try project.map { try Workbench.open($0, .readOnly) }
        if let bench { try Self.inspect(bench, project ?? "", into: &table, notes) }
        if let status = try bench?.status(), !status.problems.isEmpty {
            table.notes.append(
                notes.say(
                    "doctor.not-used",
                    ["images": notes.counted("image", status.problems.count), "doubtful": status.doubtfulFiles]))
        }
        if let rereading = try bench?.rereading() {
            add("images_read_otherwise", .integer(rereading.images.count))
            if let outlook = notes.outlook(rereading) { table.notes.append(outlook) }
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
                add("vocabulary", .text(values.counted("token", opened.configuration.text.vocabulary)))
            } catch {
                add("vocabulary", .missing)
                table.notes.append(notes.sentence(for: error))
            }
            let trial = EncoderTrial.run(opened)
            add("images_per_second", .decimal(trial.imagesPerSecond, digits: 1))
            add("gigaflops", .decimal(trial.gigaflops, digits: 0))
        } else {
            table.notes.append(bench == nil ? notes.say("doctor.nothing-to-time") : notes.say("doctor.no-checkpoint"))
        }
        try table.print(as: format.format)
    }

    /// Compares every feature file and estimator with what was written, and asks the database whether it is sound.
    private static func inspect(
        _ bench: Workbench, _ project: String, into table: inout DataTable, _ words: Words
    ) throws {
        let problems = try bench.store.integrityProblems()
        let files = try bench.store.inspectFiles()
        for (name, count) in [
            ("store_problems", problems.count), ("files_sound", files.sound), ("files_damaged", files.damages.count),
            ("files_unchecked", files.unchecked), ("files_left_behind", files.leftovers.count),
        ] { table.rows.append([.text(name), .integer(count)]) }
        table.notes += problems.prefix(listedProblems).map { words.say("doctor.store-damaged", ["problem": $0]) }
        table.notes += files.damages.prefix(listedProblems).map { words.sentence($0, project: project) }
        if files.damages.count > listedProblems {
            table.notes.append(
                words.say("doctor.more-damaged", ["count": files.damages.count - listedProblems]))
        }
        if !files.damages.isEmpty { table.notes.append(words.say("doctor.no-label-lost")) }
        if !files.leftovers.isEmpty {
            table.notes.append(words.say("doctor.leftovers", ["names": words.listed(files.leftovers)]))
        }
        if files.unchecked > 0 {
            table.notes.append(words.say("doctor.unchecked", ["files": words.counted("file", files.unchecked)]))
        }
        if let late = words.lateChecksums(files) { table.notes.append(late) }
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

    private static func vectorInstructions(_ words: Words) -> String {
        guard
            let flags = text(of: "/proc/cpuinfo").split(separator: "\n").first(where: {
                $0.hasPrefix("flags") || $0.hasPrefix("Features")
            })
        else { return words.say("doctor.unknown") }
        let names = Set(flags.split(separator: " ").map(String.init))
        let known = ["avx512f", "avx2", "fma", "asimd", "sve"].filter(names.contains)
        return known.isEmpty ? words.say("doctor.no-instructions") : known.joined(separator: " ")
    }

    private static func colours(_ term: String, _ environment: [String: String], _ words: Words) -> String {
        if environment["NO_COLOR"] != nil { return words.say("doctor.colours.none") }
        let direct = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "")
        if direct || term.hasSuffix("-direct") { return words.say("doctor.colours.true") }
        return term.contains("256") ? "256" : words.say("doctor.colours.few")
    }

    private static func hasDescription(of term: String) -> Bool {
        guard let first = term.first else { return false }
        let folders = ["/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo", NSHomeDirectory() + "/.terminfo"]
        return folders.contains { FileManager.default.fileExists(atPath: "\($0)/\(first)/\(term)") }
    }
}
