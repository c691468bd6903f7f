extension Checkpoint {
    /// Whether levels are grids of positions even when they are pooled, as a ResNet's are: an estimator then reads some fifty
    /// times as much of an image as of a transformer's.
    package var hasGridLevels: Bool { pooledLevels.contains { $0.rows > 1 } }

    /// What the encoder is called, from its sizes: `ViT-B/32`, `RN50`, or its sizes where it has no usual name; then the side of
    /// its pictures where it is not 224, and its activation where it is not OpenAI's.
    package var encoderName: String {
        var name: String
        switch configuration.vision {
        case .transformer(let shape, let patch):
            let size =
                switch (shape.width, shape.layers) {
                case (768, 12): "B"
                case (1024, 24): "L"
                case (1280, 32): "H"
                default: "\(shape.width)x\(shape.layers)"
                }
            name = "ViT-\(size)/\(patch)"
            if shape.activation != .quickGELU { name += "-\(shape.activation.rawValue)" }
        case .resNet(let blocks, let width, _):
            let usualWidth = 64
            switch (blocks, width) {
            case ([3, 4, 6, 3], usualWidth): name = "RN50"
            case ([3, 4, 23, 3], usualWidth): name = "RN101"
            case ([4, 6, 10, 6], 80): name = "RN50x4"
            case ([6, 8, 18, 8], 96): name = "RN50x16"
            case ([3, 15, 36, 10], 128): name = "RN50x64"
            default: name = "RN-\(blocks.map(String.init).joined(separator: "."))x\(width)"
            }
        }
        let usualResolution = 224
        if configuration.resolution != usualResolution { name += "@\(configuration.resolution)" }
        return family.title.map { "\($0) \(name)" } ?? name
    }
}
