internal import GRDB
internal import ProjectModel

/// A review as two columns.
struct ReviewColumns {
    let kind: String
    let classID: Int64?

    init(_ review: Review) {
        classID = review.labelledClass?.rawValue
        kind =
            switch review {
            case .unseen: "unseen"
            case .labelled: "labelled"
            case .unsure: "unsure"
            case .noneOfThese: "none"
            case .unusable: "unusable"
            case .skipped: "skipped"
            }
    }

    static func review(_ row: Row, kind: Int, classID: Int) throws -> Review {
        switch try row.text(kind) {
        case "unseen": return .unseen
        case "labelled": return .labelled(ClassID(try row.integer(classID)))
        case "unsure": return .unsure
        case "none": return .noneOfThese
        case "unusable": return .unusable
        case "skipped": return .skipped
        case let other: throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "an unknown review \(other)")
        }
    }
}
