import Imaging
import Testing

@Suite("Looking at pictures")
struct ViewingTests {
    /// Grey rises to the right and downward, so that every pixel of it is different.
    private static func ramp(width: Int, height: Int) -> PixelImage {
        PixelImage(
            width: width, height: height,
            samples: (0..<(width * height)).flatMap { [UInt8](repeating: UInt8($0 % 256), count: 3) })
    }

    private static func greys(_ image: PixelImage) -> [UInt8] {
        stride(from: 0, to: image.samples.count, by: 3).map { image.samples[$0] }
    }

    @Test("reduction by a whole factor is the mean of each block")
    func wholeFactor() {
        let image = Self.ramp(width: 4, height: 4)
        #expect(Self.greys(image.reduced(to: PixelSize(width: 2, height: 2))) == [3, 5, 11, 13])
    }

    @Test("reduction by a fraction weighs the pixels at the borders")
    func fraction() {
        let image = PixelImage(width: 3, height: 1, samples: [0, 0, 0, 90, 90, 90, 240, 240, 240])
        // 2/3 of the first and 1/3 of the second; 1/3 of the second and 2/3 of the third.
        #expect(Self.greys(image.reduced(to: PixelSize(width: 2, height: 1))) == [30, 190])
    }

    @Test("a flat picture stays flat at every size", arguments: [1, 7, 64, 99, 100])
    func flat(side: Int) {
        let image = PixelImage(width: 100, height: 100, samples: [UInt8](repeating: 201, count: 30_000))
        let reduced = image.reduced(to: PixelSize(width: side, height: 101 - side))
        #expect(reduced.samples.allSatisfy { $0 == 201 })
    }

    @Test("reduction never enlarges")
    func neverEnlarges() {
        let image = Self.ramp(width: 5, height: 9)
        #expect(
            image.reduced(to: PixelSize(width: 50, height: 3)).size == PixelSize(width: 5, height: 3))
        #expect(
            image.reduced(to: PixelSize(width: 0, height: 0)).size == PixelSize(width: 1, height: 1))
    }

    @Test("the untouched view shows the whole picture")
    func wholePicture() {
        let image = Self.ramp(width: 12, height: 5)
        #expect(image.seen(through: PictureView(), window: PixelSize(width: 12, height: 30)) == image)
        let small = image.seen(through: PictureView(), window: PixelSize(width: 6, height: 30))
        #expect(small.size == PixelSize(width: 6, height: 3))
    }

    @Test("a quarter turn puts the left side on top")
    func turn() {
        let view = PictureView(quarterTurns: 1)
        let image = Self.ramp(width: 3, height: 2)
        let seen = image.seen(through: view, window: PixelSize(width: 10, height: 10))
        #expect(seen.size == PixelSize(width: 2, height: 3))
        #expect(Self.greys(seen) == [3, 0, 4, 1, 5, 2])
        let back = seen.seen(
            through: PictureView(quarterTurns: -1), window: PixelSize(width: 10, height: 10))
        #expect(back == image)
    }

    @Test("zooming shows the middle larger, and panning stops at the border")
    func zoomAndPan() {
        let picture = PixelSize(width: 100, height: 50)
        let window = PixelSize(width: 100, height: 50)
        var view = PictureView(zoom: 2)
        #expect(
            view.visible(of: picture, window: window) == PixelRect(x: 25, y: 13, width: 50, height: 25))
        view.centerX = 0.9
        view.centerY = -3
        #expect(
            view.visible(of: picture, window: window) == PixelRect(x: 50, y: 0, width: 50, height: 25))
        view.zoom = 0.3
        #expect(
            view.visible(of: picture, window: window) == PixelRect(x: 0, y: 0, width: 100, height: 50))
    }

    @Test("a zoomed view fills a window of another shape before it crops the long side")
    func zoomFillsTheWindow() {
        let view = PictureView(zoom: 2)
        let seen = view.visible(
            of: PixelSize(width: 200, height: 100), window: PixelSize(width: 100, height: 100))
        #expect(seen == PixelRect(x: 50, y: 0, width: 100, height: 100))
    }

    @Test(
        "what is seen does not depend on whether the picture was turned before or in the view",
        arguments: 0...3)
    func turnedVisible(turns: Int) {
        let image = Self.ramp(width: 16, height: 11)
        let orientations: [Orientation] = [
            .upright, .rotatedClockwise, .rotated180, .rotatedCounterclockwise,
        ]
        let plain = PictureView(zoom: 2.7, centerX: 0.6, centerY: 0.45)
        var turned = plain
        turned.quarterTurns = turns
        let window = PixelSize(width: 20, height: 20)
        let before = image.turned(upright: orientations[turns]).seen(through: plain, window: window)
        #expect(image.seen(through: turned, window: window) == before)
    }

    @Test("a deeper zoom asks the decoder for more detail, up to all there is")
    func detail() {
        var view = PictureView()
        let picture = PixelSize(width: 4000, height: 3000)
        let window = PixelSize(width: 400, height: 300)
        #expect(view.detail(of: picture, window: window) == PixelSize(width: 400, height: 300))
        view.zoom = 4
        #expect(view.detail(of: picture, window: window) == PixelSize(width: 1600, height: 1200))
        view.zoom = 16
        #expect(view.detail(of: picture, window: window) == picture)
    }

    @Test("tones: inversion, brightness, contrast and stretch")
    func tones() {
        let image = PixelImage(
            width: 3, height: 1, samples: [100, 100, 100, 120, 120, 120, 140, 140, 140])
        func greys(_ change: (inout PictureView) -> Void) -> [UInt8] {
            var view = PictureView()
            change(&view)
            return Self.greys(image.seen(through: view, window: image.size))
        }
        #expect(greys { $0.isInverted = true } == [155, 135, 115])
        #expect(greys { $0.brightness = 0.2 } == [151, 171, 191])
        #expect(greys { $0.contrast = 2 } == [73, 113, 153])
        #expect(greys { $0.isStretched = true } == [0, 128, 255])
        #expect(greys { $0.brightness = 9 } == [255, 255, 255])
    }
}
