import AnnotatorUI
import FeatureExtraction
import Foundation
import Labelling
import Languages
import ProjectModel
import ProjectStore
import Synchronization
import Workbench

/// The images of the project, as the screens name and find them; new ones come in while the screens are open.
final class ShownImages: Sendable {
    private let paths: Mutex<[ImageID: String]>
    private let folder: String?

    init(_ bench: Workbench) throws {
        folder = bench.imageFolder
        paths = Mutex(try Self.paths(bench))
    }

    private static func paths(_ bench: Workbench) throws -> [ImageID: String] {
        Dictionary(try bench.store.images().map { ($0.id, $0.path) }, uniquingKeysWith: { first, _ in first })
    }

    func refresh(from bench: Workbench) throws {
        let new = try Self.paths(bench)
        paths.withLock { $0 = new }
    }

    /// Relative to the image folder.
    func path(of image: ImageID) -> String? { paths.withLock { $0[image] } }

    /// nil where the project has no pictures.
    func file(of image: ImageID) -> String? {
        guard let folder, let path = path(of: image) else { return nil }
        return folder + "/" + path
    }
}

extension EffectRunner {
    /// The pool is ranked anew when it has grown by this share of itself, so that all rankings together cost a few times the last.
    private static let growth = 0.25
    private static let firstPool = 24

    /// Brings the features in step with the folder, the checkpoint and the prompts, on a thread of its own and of low priority.
    func embed() {
        let task = run(on: encoding) { runner in
            do {
                let embedding = try Embedding(
                    runner.bench, priority: .patient, makesViews: runner.options.makesViews)
                runner.memory.withLock { $0.encodes = embedding }
                let prepared = embedding.outcome
                try runner.images.refresh(from: runner.bench)
                // A change of prompts, of the checkpoint or of the folder shows at once.
                var ranked = prepared.kept
                if prepared.classesEmbedded > 0 || prepared.changesPool || !prepared.damages.isEmpty {
                    runner.refresh()
                }
                if let damage = runner.words.remade(prepared.damages) { runner.mailbox.post(.notice(damage)) }
                let outcome = try embedding.run(isCancelled: { Task.isCancelled }) { report in
                    runner.mailbox.post(.embeddingAdvanced(EmbeddingProgress(done: report.done, total: report.total)))
                    let wanted = max(Self.firstPool, Int(Double(ranked) * (1 + Self.growth)))
                    guard report.embedded >= wanted, report.embedded > ranked else { return }
                    ranked = report.embedded
                    runner.refresh()
                }
                if outcome.encoded > 0 { runner.refresh() }
                runner.run(on: runner.thinking) { runner in
                    runner.run(on: runner.writing) { $0.mailbox.post(.embeddingFinished($0.words.remark(outcome))) }
                }
            } catch {
                runner.mailbox.post(.embeddingFinished(runner.words.sentence(for: error)))
            }
        }
        memory.withLock { $0.embedding = task }
    }

    /// A label asks for random views of its image: from the run that is going on, else from a new one.
    func embedViews(of image: ImageID) {
        guard options.makesViews else { return }
        run(on: thinking) { runner in
            // Before there is a run, the one that comes finds the label by itself.
            guard let embedding = runner.memory.withLock({ $0.encodes }) else { return }
            do {
                if try !embedding.follow(labelOf: image) { runner.embedViews(by: embedding.encoder) }
            } catch {
                runner.mailbox.post(.notice(runner.words.sentence(for: error)))
            }
        }
    }

    private func embedViews(by encoder: ProjectEncoder) {
        let task = run(on: encoding) { runner in
            do {
                let embedding = try Embedding(viewsIn: runner.bench, encoder: encoder, priority: .patient)
                guard embedding.queue.count > 0 else { return }
                runner.memory.withLock { $0.encodes = embedding }
                _ = try embedding.run(isCancelled: { Task.isCancelled })
            } catch {
                runner.mailbox.post(.notice(runner.words.sentence(for: error)))
            }
        }
        memory.withLock { $0.embedding = task }
    }

    /// What a person looks at is encoded first, as far as it waits.
    func encodeFirst(_ images: [ImageID]) { memory.withLock { $0.encodes }?.queue.prefer(images) }

    /// Opens the features again and lets a new session take the place of the old one, between two labels.
    func refresh() {
        run(on: thinking) { runner in
            do {
                let pool = try runner.bench.pool()
                let scores = try runner.usableScores(pool)
                runner.run(on: runner.writing) { runner in
                    do {
                        let count = runner.memory.withLock { memory in
                            memory.refreshes += 1
                            return memory.refreshes
                        }
                        // Labels are written on this thread only, so what the store says is what the session will know.
                        let session = try LabellingSession(
                            runner.bench, pool: pool, scores: scores, isAuditOnly: runner.options.isAuditOnly,
                            seed: runner.options.seed &+ count << 32)
                        runner.session.withLock { $0 = .success(session) }
                        runner.mailbox.post(.poolGrew(session.progress))
                    } catch {
                        runner.mailbox.post(.notice(runner.words.sentence(for: error)))
                    }
                }
            } catch {
                guard !runner.isWaitingForFeatures(error) else { return }
                runner.mailbox.post(.notice(runner.words.sentence(for: error)))
            }
        }
    }

    func isCurrent(_ session: LabellingSession) -> Bool {
        self.session.withLock { current in
            guard case .success(let newest) = current else { return false }
            return newest === session
        }
    }

    /// Whether an error only says that the features are not there yet, while they are being made.
    func isWaitingForFeatures(_ error: any Error) -> Bool {
        guard bench.checkpointPaths != nil else { return false }
        switch error {
        case WorkbenchError.noFeatures, WorkbenchError.otherEncoder, WorkbenchError.projectionMissing,
            StoreError.noFeatures, StoreError.textRowsMissing, StoreError.featureFileUnusable,
            StoreError.featureFileChanged:
            return true
        default: return false
        }
    }
}

extension Embedding.Outcome {
    /// Files came, went or changed.
    fileprivate var changesPool: Bool { added + changed + moved + missing + rereading.images.count > 0 }
}

extension Words {
    /// What the person should know when all is embedded; nil where nothing is worth a line.
    fileprivate func remark(_ outcome: Embedding.Outcome) -> String? {
        let sentences = [remark(outcome.rereading), result(outcome)].compactMap(\.self)
        guard let first = sentences.first else { return nil }
        return sentences.dropFirst().reduce(first) { say("join.sentences", ["first": $0, "second": $1]) }
    }

    private func result(_ outcome: Embedding.Outcome) -> String? {
        if !outcome.problems.isEmpty {
            return say("embedding-remark.problems", ["files": counted("file", outcome.problems.count)])
        }
        guard outcome.encoded > 0 else { return nil }
        let (images, time) = (counted("image", outcome.encoded), duration(seconds: outcome.seconds))
        let done = say("embedding-remark.done", ["images": images, "time": time])
        return outcome.retrainsInSeconds
            ? say("join.sentences", ["first": done, "second": say("embedding-remark.slow-retrain")]) : done
    }
}
