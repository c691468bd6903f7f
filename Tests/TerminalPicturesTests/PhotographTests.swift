import Foundation
import Imaging
import TerminalPictures
import Testing
import TextUI

@Suite("Photographs")
struct PhotographTests {
    private static let data = ProcessInfo.processInfo.environment["MIWAKE_DATA"]
    private static let isThere = Comment("needs MIWAKE_DATA, the folder with caltech49")
    private static let room = Size(columns: 39, rows: 20)
    /// Cells with less colour have no hue to speak of.
    private static let chromaOfColors: Float = 0.08

    /// Every so many of the photographs, in the order of their paths.
    private static func photographs(every step: Int) throws -> [PixelImage] {
        let folder = (data ?? "") + "/caltech49/images"
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".jpg") }.sorted()
        let window = PictureRenderer.window(of: room)
        return try stride(from: 0, to: files.count, by: step).map { index in
            try ImageDecoder().decode(path: folder + "/" + files[index]).image.seen(
                through: PictureView(), window: window)
        }
    }

    @Test("in 24 bits each cell has the mean of its part of the photograph", .enabled(if: data != nil, isThere))
    func trueColor() throws {
        for photograph in try Self.photographs(every: 20) {
            let cells = PictureRenderer(colors: .trueColor).cells(of: photograph, fitting: Self.room)
            for (cell, plain) in zip(cells.cells, photograph.plainMeans(of: cells.size)) {
                let drawn = try #require(DrawnCell(cell))
                #expect(zip(drawn.mean, plain).allSatisfy { abs($0 - $1) <= 1 })
            }
        }
    }

    @Test(
        "in 256 colours cells look like their part of the photograph, and keep its hue",
        .enabled(if: data != nil, isThere))
    func palette() throws {
        var distances: [Float] = []
        var hues: [Float] = []
        for photograph in try Self.photographs(every: 20) {
            let cells = PictureRenderer(colors: .indexed256).cells(of: photograph, fitting: Self.room)
            for (cell, plain) in zip(cells.cells, photograph.plainMeans(of: cells.size)) {
                let (drawn, wanted) = (OKLab(try #require(DrawnCell(cell)).mean), OKLab(plain))
                distances.append(drawn.distance(to: wanted).squareRoot())
                if wanted.chroma >= Self.chromaOfColors { hues.append(drawn.hueDistance(to: wanted)) }
            }
        }
        distances.sort()
        hues.sort()
        #expect(distances.reduce(0, +) / Float(distances.count) <= 0.015)
        #expect(distances[distances.count * 99 / 100] <= 0.04)
        #expect(hues[hues.count * 99 / 100] <= 20)
        #expect(hues[hues.count - 1] <= 30)
    }
}
