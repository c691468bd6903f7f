import Languages

// What commands refuse themselves.
extension Words {
    func noSample(_ name: String, places: [String]) -> String {
        places.isEmpty
            ? say("command.no-sample.nowhere", ["name": name])
            : say("command.no-sample", ["name": name, "places": listed(places)])
    }

    func copyHolds(_ file: String, in folder: String) -> String {
        say("command.copy-holds-file", ["folder": folder, "file": file])
    }

    func copyInUse(_ folder: String) -> String { say("command.copy-in-use", ["folder": folder]) }

    func notCopied(_ checkpoint: String, of path: String) -> String {
        say("command.checkpoint-not-copied", ["path": path, "checkpoint": checkpoint])
    }

    func noSampleCheckpoint(_ path: String) -> String { say("command.no-sample-checkpoint", ["path": path]) }
    var noTaskCount: String { say("command.no-task-count") }
    var noJobCount: String { say("command.no-job-count") }
    var noAutomaticShard: String { say("command.no-automatic-shard") }

    func noShard(_ index: Int, of count: Int) -> String {
        say("command.no-shard", ["index": index, "parts": count])
    }

    func unusablePictures(_ count: Int) -> String {
        say("command.unusable-pictures", ["files": counted("file", count)])
    }

    func passedOver(_ count: Int, first: String, reason: String, others: [String]) -> String {
        let images = counted("image", count)
        return others.isEmpty
            ? say("command.image-passed-over", ["images": images, "first": first, "reason": reason])
            : say(
                "command.images-passed-over",
                ["images": images, "first": first, "reason": reason, "others": listed(others)])
    }

    var nobodyToAsk: String { say("command.nobody-to-ask") }
    var noTruthKnown: String { say("command.no-truth-known") }
    func outputUnwritable(_ reason: String) -> String { say("command.output-unwritable", ["reason": reason]) }
}
