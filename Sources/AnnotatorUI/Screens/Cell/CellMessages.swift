internal import Languages

// The images of a cell of the matrix.
extension Words {
    func images(_ shown: Int, of total: Int) -> String {
        shown == total
            ? say("cell.images", ["total": total]) : say("cell.some-images", ["shown": shown, "total": total])
    }

    var loadingImages: String { say("cell.loading") }
    var emptyCell: String { say("cell.empty") }
    func label(_ review: String) -> String { say("cell.label", ["review": review]) }
}
