import Imaging
import Testing

@Suite("Orientation")
struct OrientationTests {
    /// The letter F, whose eight orientations all differ: 3 wide, 5 high.
    private static let upright = ["###", "#..", "##.", "#..", "#.."]

    /// What a file with each orientation stores, so that turning it shows the upright letter.
    private static let stored: [(Orientation, [String])] = [
        (.upright, ["###", "#..", "##.", "#..", "#.."]),
        (.mirrored, ["###", "..#", ".##", "..#", "..#"]),
        (.rotated180, ["..#", "..#", ".##", "..#", "###"]),
        (.flipped, ["#..", "#..", "##.", "#..", "###"]),
        (.transposed, ["#####", "#.#..", "#...."]),
        (.rotatedClockwise, ["#....", "#.#..", "#####"]),
        (.transversed, ["....#", "..#.#", "#####"]),
        (.rotatedCounterclockwise, ["#####", "..#.#", "....#"]),
    ]

    @Test("each orientation turns its stored rows into the upright letter", arguments: stored)
    func turns(orientation: Orientation, rows: [String]) {
        #expect(Self.image(rows).turned(upright: orientation) == Self.image(Self.upright))
    }

    private static func image(_ rows: [String]) -> PixelImage {
        PixelImage(
            width: rows.first?.count ?? 0, height: rows.count,
            samples: rows.flatMap { $0.flatMap { [UInt8](repeating: $0 == "#" ? 255 : 0, count: 3) } })
    }
}
