import Foundation
import ProjectStore
import Workbench

extension Failure {
    /// What became of an answer whose store went away, and how it comes back. The file comes first: a narrow terminal cuts the end.
    static func sentence(
        replaced path: String, by replacement: StoreError.Replacement, _ rescued: RescuedLabels
    ) -> String {
        let table = rescued.table as NSString
        let everything =
            rescued.store.map { "; all that was recorded is in “\(($0 as NSString).lastPathComponent)” beside it" }
            ?? ""
        return
            "\(cause(replacement)): see \(table.lastPathComponent). It holds all \(counted(rescued.labels, "label")), this "
            + "answer among them, lies in “\(table.deletingLastPathComponent)” and is read by `miwake import labels`"
            + "\(everything). “\(path)” \(words(replacement)) while it was open: close Miwake, put it back, open it again."
    }

    private static func cause(_ replacement: StoreError.Replacement) -> String {
        switch replacement {
        case .nothing: "The store is gone"
        case .anotherFile: "The store was replaced"
        case .otherContent: "The store was overwritten"
        }
    }
}
