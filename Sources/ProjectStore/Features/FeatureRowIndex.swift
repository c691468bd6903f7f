internal import ProjectModel
internal import TensorFiles

/// Where the row of each image lies: sorted by image, so that a hundred thousand take a megabyte and a half.
struct FeatureRowIndex: Sendable {
    struct Location: Sendable {
        var segment: Int32
        var row: Int32
    }

    /// Sorted.
    let images: [ImageID]
    private let locations: [Location]
    private let segments: [RegisteredFile]
    /// Image numbers mostly run without gaps; then the position follows from the first.
    private let isContiguous: Bool

    init(images: [ImageID], locations: [Location], segments: [RegisteredFile]) {
        self.images = images
        self.locations = locations
        self.segments = segments
        if let first = images.first, let last = images.last {
            isContiguous = last.rawValue &- first.rawValue == Int64(images.count - 1)
        } else {
            isContiguous = false
        }
    }

    func location(of image: ImageID) -> Location? {
        if isContiguous, let first = images.first {
            let offset = image.rawValue &- first.rawValue
            return offset >= 0 && offset < Int64(images.count) ? locations[Int(offset)] : nil
        }
        var low = 0
        var high = images.count
        while low < high {
            let middle = (low + high) / 2
            if images[middle] < image { low = middle + 1 } else { high = middle }
        }
        return low < images.count && images[low] == image ? locations[low] : nil
    }

    /// Compares the files of these rows with their checksums, each once.
    func verify(_ locations: some Sequence<Location>) throws(StoreError) {
        for segment in Set(locations.map(\.segment)).sorted() { try segments[Int(segment)].verify() }
    }

    /// Copies a row, converted to single precision, of a file that was verified.
    func copy(_ location: Location, into target: UnsafeMutableBufferPointer<Float>) {
        let row = Int(location.row)
        do {
            try segments[Int(location.segment)].rows.copyFloats(rows: row..<row + 1, into: target)
        } catch {
            preconditionFailure("element types were checked when the segment was opened: \(error)")
        }
    }
}
