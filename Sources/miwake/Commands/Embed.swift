import ArgumentParser
import FeatureExtraction
import Foundation
import Languages
import ProjectStore
import Workbench

struct Embed: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Embed the images and prompts of a project with its CLIP checkpoint.",
        discussion: """
            Looks through the image folder, embeds what is new or changed, and embeds the prompts of classes whose prompts \
            changed. It may be stopped at any moment, in any way: the next run goes on where it stopped. A moved file keeps its \
            labels and its features; a deleted one is no longer asked, and its label is kept.

            Labelled images get eight random views each, which training draws from; it never waits for them.

            With --tokens the tokens of every image are stored as well, in half precision, from then on: `miwake train --mode \
            tokens` needs them, and they take hundreds of kilobytes per image.

            Files that are not pictures are listed, counted and passed over. So are pictures in doubt: rows are missing or wrong, \
            or nobody knows how bright they are. --use-anyway uses one all the same, and miwake.yaml remembers it.

            Many machines may share the work: each runs `miwake embed DIR --shard i/n` on the same project folder (it writes its \
            own files and never opens the store), and one `miwake embed DIR --merge` joins them and says what is missing. \
            `--shard auto` takes i and n from SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_COUNT, `--shard auto/n` takes i from \
            JOB_COMPLETION_INDEX of a Kubernetes indexed job.
            """)

    @OptionGroup var project: ProjectArgument

    @OptionGroup var encoder: CheckpointOptions

    @Option(help: "Encode only share i of n, from 1: i/n, auto or auto/n.")
    var shard: ShardOption?

    @Flag(help: "Join what the shards have encoded.")
    var merge = false

    @Flag(help: "Store tokens as well, of all images, from now on.")
    var tokens = false

    @Option(
        name: .customLong("use-anyway"),
        help: "Use a picture although it is in doubt: its path below the image folder. It may be given more than once.",
        completion: .file())
    var usedAnyway: [String] = []

    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        guard shard == nil || !merge else { throw ValidationError("give either --shard or --merge") }
        guard !tokens || (shard == nil && !merge) else {
            throw ValidationError("tokens are added by a run without --shard and --merge, after the shards are joined")
        }
        guard shard == nil || encoder.checkpoint == nil else {
            throw ValidationError("shards use the checkpoint of miwake.yaml; name it first without --shard")
        }
    }

    func run() throws {
        if !usedAnyway.isEmpty { try Workbench.useAnyway(usedAnyway, in: project.project) }
        let words = self.words
        if let shard { return try run(shard.shard(ProcessInfo.processInfo.environment), words) }
        if let checkpoint = encoder.checkpoint {
            try Workbench.remember(checkpoint: checkpoint, vocabulary: encoder.vocabulary, in: project.project)
        }
        let bench = try Workbench.open(project.project, .readWrite)
        if merge { return try join(bench, words) }
        let scan = ProgressLine(.scanning, words, isQuiet: quiet)
        let embedding = try Embedding(bench, storesTokens: tokens, scanning: scan.report)
        scan.finish()
        let progress = RateLine(words.title(.embedding), words, isQuiet: quiet)
        let outcome = try embedding.run(report: {
            progress.report(done: $0.done, total: $0.total, unusable: $0.problems)
        })
        progress.finish()
        if !quiet { try StandardOutput.print(words.sentences(outcome)) }
    }

    private func run(_ shard: Shard, _ words: Words) throws {
        let embedding = try ShardEmbedding(project: project.project, shard: shard)
        let title = words.say("task.embedding-part", ["index": shard.index, "parts": shard.count])
        let progress = RateLine(title, words, isQuiet: quiet)
        let outcome = try embedding.run { progress.report(done: $0, total: $1) }
        progress.finish()
        if !quiet { try StandardOutput.print(words.sentences(outcome, shard)) }
    }

    private func join(_ bench: Workbench, _ words: Words) throws {
        let progress = ProgressLine(.joining, words, isQuiet: quiet)
        let outcome = try ShardMerge(bench).run(progress: progress.report)
        progress.finish()
        if !quiet { try StandardOutput.print(words.sentences(outcome)) }
        guard outcome.missing.isEmpty, outcome.incomplete.isEmpty else {
            throw WorkbenchError.partsMissing(
                missing: outcome.missing, of: outcome.count, incomplete: outcome.incomplete)
        }
    }
}

/// Which share of the images: given, or from the variables of a job array.
enum ShardOption: ExpressibleByArgument, Equatable {
    case given(Shard)
    /// nil: the array says how many there are.
    case automatic(count: Int?)

    init?(argument: String) {
        let fields = argument.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if fields == ["auto"] {
            self = .automatic(count: nil)
        } else if fields.count == 2, let count = Int(fields[1]), count >= 1 {
            if fields[0] == "auto" {
                self = .automatic(count: count)
            } else if let index = Int(fields[0]), (1...count).contains(index) {
                self = .given(Shard(index: index, count: count))
            } else {
                return nil
            }
        } else {
            return nil
        }
    }

    func shard(_ environment: [String: String]) throws -> Shard {
        func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
        switch self {
        case .given(let shard): return shard
        case .automatic(let count):
            let shard: Shard
            if let task = number("SLURM_ARRAY_TASK_ID") {
                let first = number("SLURM_ARRAY_TASK_MIN") ?? 1
                let step = max(1, number("SLURM_ARRAY_TASK_STEP") ?? 1)
                guard let count = count ?? number("SLURM_ARRAY_TASK_COUNT") else {
                    throw Failing(.usage) { $0.noTaskCount }
                }
                shard = Shard(index: (task - first) / step + 1, count: count)
            } else if let completion = number("JOB_COMPLETION_INDEX") {
                guard let count else {
                    throw Failing(.usage) { $0.noJobCount }
                }
                shard = Shard(index: completion + 1, count: count)
            } else {
                throw Failing(.usage) { $0.noAutomaticShard }
            }
            guard (1...shard.count).contains(shard.index) else {
                throw Failing(.usage) { $0.noShard(shard.index, of: shard.count) }
            }
            return shard
        }
    }
}
