/// `preprocessor_config.json` of a CLIP, or what `processor_config.json` has in its place.
struct PreprocessorConfiguration: Decodable {
    /// A number in old files, a pair in some, an object in newer ones.
    enum Size: Decodable, Equatable {
        case shortest(Int)
        case exact(height: Int, width: Int)
        case other(JSONValue)

        init(from decoder: any Decoder) throws {
            let value = try JSONValue(from: decoder)
            func side(_ value: JSONValue?) -> Int? {
                if case .number(let number)? = value { Int(exactly: number) } else { nil }
            }
            if let number = side(value) {
                self = .shortest(number)
            } else if case .list(let items) = value, items.count == 2, let height = side(items[0]),
                let width = side(items[1])
            {
                self = .exact(height: height, width: width)
            } else if case .object(let fields) = value, fields.count == 1, let shortest = side(fields["shortest_edge"])
            {
                self = .shortest(shortest)
            } else if case .object(let fields) = value, fields.count == 2, let height = side(fields["height"]),
                let width = side(fields["width"])
            {
                self = .exact(height: height, width: width)
            } else {
                self = .other(value)
            }
        }

        /// As a file would have it.
        var description: String {
            switch self {
            case .shortest(let side): "shortest_edge: \(side)"
            case .exact(let height, let width): "height: \(height), width: \(width)"
            case .other(let value): value.description
            }
        }
    }

    var size: Size?
    var cropSize: Size?
    var mean: [Float]?
    var deviation: [Float]?

    enum CodingKeys: String, CodingKey {
        case size
        case cropSize = "crop_size"
        case mean = "image_mean"
        case deviation = "image_std"
    }

    /// The preprocessing that the files of a folder describe. Where `processor_config.json` has an image processor, transformers
    /// reads that and not the other file.
    static func preprocessing(beside folder: String, resolution: Int) throws(CheckpointError) -> PixelPreprocessing {
        if let file = try ConfigurationFile(ifPresentAt: folder + "/processor_config.json"),
            let own = try file.content(Processor.self, .processor).image
        {
            return try own.preprocessing(resolution: resolution, path: file.path, within: "image_processor.")
        }
        guard let file = try ConfigurationFile(ifPresentAt: folder + "/preprocessor_config.json") else {
            // Without a file it is CLIP's own: no CLIPModel was ever published with another.
            return PixelPreprocessing(resolution: resolution)
        }
        let own = try file.content(Self.self, .preprocessor)
        return try own.preprocessing(resolution: resolution, path: file.path)
    }

    private struct Processor: Decodable {
        var image: PreprocessorConfiguration?

        enum CodingKeys: String, CodingKey { case image = "image_processor" }
    }

    private func preprocessing(
        resolution: Int, path: String, within prefix: String = ""
    ) throws(CheckpointError) -> PixelPreprocessing {
        switch cropSize {
        case nil: break
        case .shortest(let side)? where side != resolution, .exact(let side, _)? where side != resolution,
            .exact(_, let side)? where side != resolution:
            throw .contradiction(path: path, key: prefix + "crop_size", expected: resolution, found: side)
        case .other(let value)?:
            throw .otherValue(
                path: path, key: prefix + "crop_size", value: value.description, allowed: ["\(resolution)"])
        default: break
        }
        // The short side becomes the square's: any other size, or both sides at once, gives another picture.
        if let size, size != .shortest(resolution) {
            throw .otherValue(
                path: path, key: prefix + "size", value: size.description,
                allowed: [Size.shortest(resolution).description])
        }
        return try PixelPreprocessing(checking: mean, deviation, resolution: resolution, path: path)
    }
}

extension PixelPreprocessing {
    /// CLIP's own, with the mean and the deviation that a file gives instead.
    init(
        checking mean: [Float]?, _ deviation: [Float]?, resolution: Int, path: String
    ) throws(CheckpointError) {
        let mean = mean ?? Self.clipMean
        let deviation = deviation ?? Self.clipDeviation
        guard mean.count == 3, deviation.count == 3, mean.allSatisfy(\.isFinite),
            deviation.allSatisfy({ $0 > 0 && $0.isFinite })
        else {
            throw .malformedConfiguration(path: path, reason: "mean and deviation need three numbers each")
        }
        self.init(resolution: resolution, mean: mean, deviation: deviation)
    }
}
