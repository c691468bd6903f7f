import AnnotatorUI
import Synchronization
import Workbench

// What the screens do about files beside the database that are lost, rotten or left over.

extension EffectRunner {
    /// The latest scores that there are; what could not be used is said once.
    func usableScores(_ pool: Pool) throws -> Scores? {
        var damage: String?
        let scores = try bench.usableScores(pool, makesFigures: options.awaitsHeadChoice) { _, error in
            damage = damage ?? words.sentence(for: error)
        }
        guard let damage, memory.withLock({ $0.namedDamage.insert(damage).inserted }) else { return scores }
        mailbox.post(.estimatorLost(inUse: scores?.facts(), damage))
        return scores
    }

    /// Puts the files beside the database in order, and says what was removed.
    func settleFiles() {
        do {
            let settled = try bench.settleFiles()
            if let sentence = settled.sentence { mailbox.post(.notice(sentence)) }
        } catch {
            mailbox.post(.notice(words.sentence(for: error)))
        }
    }
}
