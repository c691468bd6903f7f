import Foundation
import Labelling
import Languages
import ProjectStore

extension Words {
    func failure(_ error: LabellingError) -> Failure {
        switch error {
        case .storeReplaced(let path, let by, let rescued):
            Failure(sentence(replaced: path, by: by, rescued), .system)
        }
    }

    /// What became of an answer whose store went away, and how it comes back. The file comes first: a narrow terminal cuts the end.
    private func sentence(
        replaced path: String, by replacement: StoreError.Replacement, _ rescued: RescuedLabels
    ) -> String {
        let table = rescued.table as NSString
        let (file, folder) = (table.lastPathComponent, table.deletingLastPathComponent)
        guard let store = rescued.store.map({ ($0 as NSString).lastPathComponent }) else {
            return
                say(
                    "rescue.table",
                    [
                        "cause": cause(replacement), "file": file, "labels": counted("label", rescued.labels),
                        "folder": folder, "path": path, "what": words(replacement),
                    ])
        }
        return
            say(
                "rescue.table-and-store",
                [
                    "cause": cause(replacement), "file": file, "labels": counted("label", rescued.labels),
                    "folder": folder, "store": store, "path": path, "what": words(replacement),
                ])
    }

    private func cause(_ replacement: StoreError.Replacement) -> String {
        switch replacement {
        case .nothing: say("rescue.nothing")
        case .anotherFile: say("rescue.another-file")
        case .otherContent: say("rescue.other-content")
        }
    }
}
