internal import Foundation

/// `preprocessor_config.json`, or what `processor_config.json` has in its place: how transformers prepares pictures.
struct PreprocessorConfiguration {
    /// A number in old files, a pair in some, an object in newer ones.
    enum Size: Equatable {
        case shortest(Int)
        case exact(height: Int, width: Int)
        case other(JSONValue)

        init(_ value: JSONValue) {
            func side(_ value: JSONValue?) -> Int? {
                if case .integer(let side)? = value { side } else { nil }
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

    private let content: ConfigurationObject

    private static let fileName = "preprocessor_config.json"
    private static let processorName = "processor_config.json"

    static func tables(_ pictures: PictureRules) -> [String: KeyTable] {
        [fileName: .preprocessor(pictures), processorName: .processor(pictures)]
    }

    /// The preprocessing that the files of a folder describe. Where `processor_config.json` has an image processor, transformers
    /// reads that and not the other file.
    static func preprocessing(
        beside folder: URL, resolution: Int, _ pictures: PictureRules
    ) throws(CheckpointError) -> PixelPreprocessing {
        if let file = try ConfigurationFile(ifPresentAt: folder.appending(path: processorName).path),
            let own = try file.content(.processor(pictures)).section("image_processor")
        {
            return try Self(content: own).preprocessing(resolution: resolution, pictures)
        }
        guard let file = try ConfigurationFile(ifPresentAt: folder.appending(path: fileName).path) else {
            // Without a file it is the family's own.
            return pictures.preprocessing(resolution: resolution)
        }
        return try Self(content: try file.content(.preprocessor(pictures)))
            .preprocessing(resolution: resolution, pictures)
    }

    private func preprocessing(
        resolution: Int, _ pictures: PictureRules
    ) throws(CheckpointError) -> PixelPreprocessing {
        switch content.value("crop_size").map(Size.init) {
        case nil: break
        case .shortest(let side)? where side != resolution, .exact(let side, _)? where side != resolution,
            .exact(_, let side)? where side != resolution:
            throw .contradiction(
                path: content.path, key: content.name("crop_size"), expected: resolution, found: side)
        case .other(let value)?:
            throw .otherValue(
                path: content.path, key: content.name("crop_size"), value: value.description,
                allowed: ["\(resolution)"])
        default: break
        }
        // The short side becomes the square's: any other size, or both sides at once, gives another picture.
        if let size = content.value("size").map(Size.init), size != .shortest(resolution) {
            throw .otherValue(
                path: content.path, key: content.name("size"), value: size.description,
                allowed: [Size.shortest(resolution).description])
        }
        return try PixelPreprocessing(
            checking: try content.numbers("image_mean"), try content.numbers("image_std"), pictures,
            resolution: resolution, path: content.path)
    }
}

extension KeyTable {
    /// `preprocessor_config.json` of transformers, versions 4 and 5, and of the feature extractors before them.
    static func preprocessor(_ pictures: PictureRules) -> KeyTable {
        KeyTable(
            obeyed: ["crop_size", "image_mean", "image_std", "size"],
            withoutEffect: [
                // Pictures are decoded to RGB whatever these say.
                "data_format", "do_convert_rgb", "input_data_format",
                "device", "disable_grouping", "image_seq_length", "processor_class", "return_tensors",
            ],
            fixed: [
                "antialias": [true, nil],
                "default_to_square": [false, nil],
                "do_center_crop": [true],
                "do_normalize": [true],
                "do_pad": [false, nil],
                "do_rescale": [true],
                "do_resize": [true],
                "feature_extractor_type": [.text(pictures.extractor)],
                "image_processor_type": pictures.processors.map { .text($0) },
                "offset": [false, nil],
                "pad_size": [nil],
                // Pillow's number for bicubic.
                "resample": [3],
                "rescale_factor": [.number(1.0 / 255)],
                "use_square_size": [false, nil],
            ])
    }

    /// `processor_config.json`: transformers 5 writes the image processor into it, transformers 4 only what a chat needs.
    static func processor(_ pictures: PictureRules) -> KeyTable {
        KeyTable(
            withoutEffect: ["chat_template", "processor_class", "tokenizer"],
            sections: ["image_processor": preprocessor(pictures)])
    }
}
