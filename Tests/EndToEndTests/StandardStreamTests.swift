import Foundation
import TestSupport
import Testing

@Suite("Standard output, standard error and pipes")
struct StandardStreamTests {
    private static func shell(_ line: String, _ variables: [String: String] = [:]) throws -> Finished {
        let own: [String: String?] = ["M": Program.path]
        return try Subprocess.run(
            ["bash", "-c", line],
            environment: Program.environment.merging(own) { $1 }.merging(variables) { $1 })
    }

    @Test("what cannot be printed ends every command with 5 and a sentence")
    func fullDisk() throws {
        let small = try SmallProject(imagesPerClass: 6).set()
        try small.label(perClass: 2)
        let commands = [
            "status $P", "rank $P", "rank $P --format csv", "rank $P --format json", "keys", "manual", "strategies",
            "themes", "themes dark --source", "doctor", "--help", "rank --help", "--version",
            "--generate-completion-script bash", "label $P pit/pit-0.png pit", "import labels $P $T",
            "export $P --as csv --to -", "export $P --as csv --to $P/labels.csv", "evaluate $P --truth $T",
            "confusion $P --source predicted", "train $P", "new $P-2 --no-images --class a --class b",
        ]
        for command in commands {
            let finished = try Self.shell("$M \(command) > /dev/full", ["P": small.path, "T": small.truth])
            #expect(finished.status == 5, "\(command): \(finished)")
            #expect(finished.errors.contains("cannot be written: No space left on device."), "\(command): \(finished)")
        }
        #expect(try small.status("reviews") > 0)
    }

    @Test("a standard output that is closed is said to be, and no file takes its place")
    func closed() throws {
        let small = try SmallProject(imagesPerClass: 4).set()
        for streams in [">&-", ">&- <&-", "<&- >&- 2>&-"] {
            let finished = try Self.shell("$M import labels $P $T \(streams)", ["P": small.path, "T": small.truth])
            #expect(finished.status == 5, "\(streams)")
            if !streams.contains("2>&-") { #expect(finished.errors.contains("Bad file descriptor"), "\(finished)") }
        }
        #expect(try small.status("reviews") > 0)
        for name in try FileManager.default.contentsOfDirectory(atPath: small.path + "/.miwake") {
            let bytes = (try? Data(contentsOf: URL(filePath: small.path + "/.miwake/" + name))) ?? Data()
            #expect(bytes.range(of: Data("the smallest class has".utf8)) == nil, "\(name)")
        }
    }

    @Test("a reader that goes away ends the program without a word, as with every Unix tool")
    func closedPipe() throws {
        let small = try SmallProject(imagesPerClass: 20).set()
        let gone = try Self.shell("$M manual | head -c 10 >/dev/null; echo ${PIPESTATUS[0]}")
        #expect(gone.errors.isEmpty, "\(gone.errors)")
        // Where the parent ignores the signal, it is an error like any other.
        let ignored = try Self.shell(
            "trap '' PIPE; { sleep 0.5; $M status $P; echo $? >&2; } | true; sleep 1", ["P": small.path])
        #expect(ignored.errors == "miwake: Standard output cannot be written: Broken pipe.\n5\n", "\(ignored.errors)")
    }

    @Test("pipes are read as files: classes, labels, paths, tensors, keys")
    func pipes() throws {
        let small = try SmallProject(imagesPerClass: 6)
        let folder = small.folder.path
        let variables = ["P": small.path, "D": folder, "I": small.images, "T": small.truth]
        func run(_ line: String) throws {
            let finished = try Self.shell(line, variables)
            #expect(finished.status == 0, "\(line): \(finished.errors)")
        }
        try run("$M new $P --images $I --classes <(printf 'scratch\\ncrack\\npit\\ninclusion\\n')")
        try run(
            "$M import features $P --image-features <(cat $D/images.npy) --paths <(cat $D/paths.txt) "
                + "--text-features <(cat $D/texts.npy) --logit-scale 30")
        try run("mkfifo $D/fifo; (sleep 0.2; cat $T > $D/fifo) & $M import labels $P $D/fifo --only 2")
        try run("cat $T | $M evaluate $P --truth /dev/stdin")
        try run("$M replay $P --keys <(printf 'm')")
        #expect(try small.status("reviews") == 8)
        // The same features as from files: they are known already.
        #expect(try small.importFeatures().output.contains("were here already"))
        let endless = try Self.shell("ulimit -v 8000000; $M import labels $P /dev/zero", variables)
        #expect(endless.status == 3 && endless.errors.contains("larger than"), "\(endless)")
    }
}
