/// How the audit stands, as numbers of images of its reserve.
package struct AuditCounts: Sendable, Equatable {
    /// As it was drawn.
    package var reserveCount: Int
    /// Left out because an image of their group, or a twin, teaches; and how many of them are answered.
    package var leaking: Int
    package var leakingAnswered: Int
    /// Answered with a class.
    package var judged: Int
    /// Answered "unsure" or "unusable": counted against both ends of an interval.
    package var unknown: Int
    /// Answered "none of these": an error of every head.
    package var noneOfThese: Int

    package init(
        reserveCount: Int, leaking: Int = 0, leakingAnswered: Int = 0, judged: Int, unknown: Int = 0,
        noneOfThese: Int = 0
    ) {
        self.reserveCount = reserveCount
        self.leaking = leaking
        self.leakingAnswered = leakingAnswered
        self.judged = judged
        self.unknown = unknown
        self.noneOfThese = noneOfThese
    }

    /// Images that can be asked and counted.
    package var auditable: Int { reserveCount - leaking }
    /// Of any kind, without those left out.
    package var answered: Int { judged + unknown + noneOfThese }
}
