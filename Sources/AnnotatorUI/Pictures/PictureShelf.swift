package import ProjectModel
package import TextUI

/// The converted pictures at hand: those on the screen and the next ones.
package struct PictureShelf: Sendable, Equatable {
    package private(set) var drawn: [PictureRequest: CellPicture] = [:]
    package private(set) var missing: [ImageID: PictureAbsence] = [:]
    /// Asked for and not yet answered, the most urgent first.
    package private(set) var awaited: [PictureRequest] = []
    /// The latest drawing of each image, whatever its size and view: shown until the right one is there.
    private var latest: [ImageID: PictureRequest] = [:]

    package init() {}

    /// The picture for a request, or the last one of the same image while it is being made.
    package func picture(for request: PictureRequest) -> CellPicture? {
        if let picture = drawn[request] { return picture }
        return latest[request.image].flatMap { drawn[$0] }
    }

    package mutating func add(_ picture: CellPicture, for request: PictureRequest) {
        guard let place = awaited.firstIndex(of: request) else { return }
        awaited.remove(at: place)
        if let older = latest.updateValue(request, forKey: request.image), older != request { drawn[older] = nil }
        drawn[request] = picture
    }

    package mutating func markMissing(_ request: PictureRequest, _ absence: PictureAbsence) {
        guard awaited.contains(request) else { return }
        awaited.removeAll { $0.image == request.image }
        missing[request.image] = absence
    }

    /// Keeps what is wanted and forgets the rest.
    /// - Returns: what the runner must make now, or nil when it already knows.
    package mutating func want(_ wanted: [PictureRequest]) -> [PictureRequest]? {
        let images = Set(wanted.map(\.image))
        drawn = drawn.filter { images.contains($0.key.image) }
        latest = latest.filter { images.contains($0.key) }
        missing = missing.filter { images.contains($0.key) }
        var lacking: [PictureRequest] = []
        for request in wanted
        where drawn[request] == nil && missing[request.image] == nil && !lacking.contains(request) {
            lacking.append(request)
        }
        guard lacking != awaited else { return nil }
        awaited = lacking
        return lacking
    }
}
