/// How a family's pictures become the squares that its image tower reads, where no file says it.
struct PictureRules: Sendable, Equatable {
    enum Fit: String, Sendable {
        /// The short side becomes the square's, and what is longer is cut off.
        case shortestSide = "shortest side"
        /// Both sides become the square's.
        case squash
    }

    enum Interpolation: String, Sendable {
        case bicubic
        case bilinear
    }

    var fit: Fit
    var interpolation: Interpolation
    /// Mean and standard deviation of red, green and blue, in [0, 1].
    var mean: [Float]
    var deviation: [Float]
    /// What transformers calls the classes that do this, and what it called them in its first years.
    var processors: [String]
    var extractor: String

    /// OpenAI's, of every CLIP that transformers reads.
    static let clip = PictureRules(
        fit: .shortestSide, interpolation: .bicubic, mean: PixelPreprocessing.clipMean,
        deviation: PixelPreprocessing.clipDeviation,
        processors: ["CLIPImageProcessor", "CLIPImageProcessorFast", "CLIPImageProcessorPil", "CLIPFeatureExtractor"],
        extractor: "CLIPFeatureExtractor")

    /// What it asks for and nobody does.
    var missing: (key: String, value: String)? {
        if fit != .shortestSide { return ("the fit of pictures", fit.rawValue) }
        return interpolation == .bicubic ? nil : ("the interpolation of pictures", interpolation.rawValue)
    }

    func preprocessing(resolution: Int) -> PixelPreprocessing {
        PixelPreprocessing(resolution: resolution, mean: mean, deviation: deviation)
    }
}

extension PixelPreprocessing {
    /// A family's own, with the mean and the deviation that a file gives instead.
    init(
        checking mean: [Float]?, _ deviation: [Float]?, _ pictures: PictureRules, resolution: Int, path: String
    ) throws(CheckpointError) {
        let mean = mean ?? pictures.mean
        let deviation = deviation ?? pictures.deviation
        guard mean.count == 3, deviation.count == 3, mean.allSatisfy(\.isFinite),
            deviation.allSatisfy({ $0 > 0 && $0.isFinite })
        else {
            throw .malformedConfiguration(path: path, reason: "mean and deviation need three numbers each")
        }
        self.init(resolution: resolution, mean: mean, deviation: deviation)
    }
}
