import AnnotatorUI
import Foundation
import Imaging
import Languages
import ProjectModel
import Synchronization
import TerminalPictures
import TextUI
import Workbench

/// Converts pictures to cells on a thread of its own, the most urgent first.
///
/// A new list replaces the old one: what is no longer wanted is not converted.
final class PictureDesk: Sendable {
    private let queue = Mutex(Queue())
    private let thread = ComputeThread(name: "pictures", priority: .prompt)
    private let renderer: PictureRenderer
    private let words: Words
    /// The file of an image; nil where the project has no picture of it.
    private let path: @Sendable (ImageID) -> String?
    private let answer: @Sendable (Action) -> Void

    private struct Queue {
        var wanted: [PictureRequest] = []
        var isWorking = false
        /// The last pictures decoded: zooming and panning decode nothing anew.
        var decoded: [(image: ImageID, picture: DecodedImage)] = []
    }

    /// The two on the screen and the two that come next.
    private static let keptPictures = 4

    init(
        renderer: PictureRenderer, words: Words, path: @escaping @Sendable (ImageID) -> String?,
        answer: @escaping @Sendable (Action) -> Void
    ) {
        self.renderer = renderer
        self.words = words
        self.path = path
        self.answer = answer
    }

    /// Replaces the list of wanted pictures.
    func want(_ requests: [PictureRequest]) {
        let starts = queue.withLock { queue in
            queue.wanted = requests
            defer { queue.isWorking = true }
            return !queue.isWorking
        }
        guard starts else { return }
        Task(executorPreference: thread) { await self.work() }
    }

    @concurrent
    private func work() async {
        while true {
            let next: PictureRequest? = queue.withLock { queue in
                if queue.wanted.isEmpty { queue.isWorking = false }
                return queue.wanted.isEmpty ? nil : queue.wanted.removeFirst()
            }
            guard let next else { return }
            answer(draw(next))
        }
    }

    private func draw(_ request: PictureRequest) -> Action {
        guard let file = path(request.image) else { return .pictureMissing(request, .fileMissing) }
        let view = PictureView(request.view)
        let window = PictureRenderer.window(of: request.size)
        do {
            let picture = try decoded(request.image, file, view, window)
            let seen = picture.image.seen(through: view, window: window)
            return .pictureDrawn(request, renderer.cells(of: seen, fitting: request.size))
        } catch .unreadable(_, _) where !FileManager.default.fileExists(atPath: file) {
            return .pictureMissing(request, .fileMissing)
        } catch {
            return .pictureMissing(request, .unreadable(words.sentence(for: error, path: file)))
        }
    }

    /// Decodes no more pixels than the view can show, and nothing that is at hand.
    private func decoded(
        _ image: ImageID, _ file: String, _ view: PictureView, _ window: PixelSize
    ) throws(ImageError) -> DecodedImage {
        let kept = queue.withLock { $0.decoded.first { $0.image == image }?.picture }
        let full = if let kept { kept.fullSize } else { try ImageDecoder.probe(path: file) }
        let detail = view.detail(of: full, window: window)
        if let kept, kept.image.width >= detail.width, kept.image.height >= detail.height { return kept }
        let picture = try ImageDecoder().decode(path: file, atLeast: detail)
        queue.withLock { queue in
            queue.decoded.removeAll { $0.image == image }
            queue.decoded.insert((image, picture), at: 0)
            if queue.decoded.count > Self.keptPictures { queue.decoded.removeLast() }
        }
        return picture
    }
}

extension PictureView {
    /// The screen's steps as amounts.
    init(_ view: ViewTransform) {
        self.init(
            quarterTurns: view.quarterTurns, zoom: view.zoom, centerX: view.centreX, centerY: view.centreY,
            brightness: Float(view.brightnessSteps) * 0.1, contrast: Self.contrast(steps: view.contrastSteps),
            isInverted: view.isInverted)
    }

    /// A fifth more or less for each step.
    private static func contrast(steps: Int) -> Float {
        let step: Float = 1.2
        return (0..<abs(steps)).reduce(1) { amount, _ in steps > 0 ? amount * step : amount / step }
    }
}
