/// The sizes of the image tower, with what follows from them for each kind of tower.
package enum VisionShape: Sendable, Hashable {
    /// A vision transformer over square patches.
    case transformer(TransformerShape, patch: Int)
    /// OpenAI's modified ResNet: blocks of each of the four stages, channels after the stem, heads of the attention pool.
    case resNet(blocks: [Int], width: Int, heads: Int)

    /// Blocks of the transformer, or of each stage.
    var blocks: [Int] {
        switch self {
        case .transformer(let shape, _): [shape.layers]
        case .resNet(let blocks, _, _): blocks
        }
    }

    /// Of the transformer's tokens, or channels after the stem.
    var width: Int {
        switch self {
        case .transformer(let shape, _): shape.width
        case .resNet(_, let width, _): width
        }
    }

    /// Side of a patch in pixels; a ResNet has none.
    var patch: Int? {
        switch self {
        case .transformer(_, let patch): patch
        case .resNet: nil
        }
    }

    /// What a tower of these sizes is called: `ViT-B/32`, `RN50`, or its sizes where it has no usual name.
    var name: String {
        switch self {
        case .transformer(let shape, let patch): Self.name(of: shape, patch: patch)
        case .resNet(let blocks, let width, _): Self.name(ofResNet: blocks, width: width)
        }
    }

    private static func name(of shape: TransformerShape, patch: Int) -> String {
        let size =
            switch (shape.width, shape.layers) {
            case (768, 12): "B"
            case (1024, 24): "L"
            case (1280, 32): "H"
            default: "\(shape.width)x\(shape.layers)"
            }
        let activation = shape.activation == .quickGELU ? "" : "-\(shape.activation.rawValue)"
        return "ViT-\(size)/\(patch)\(activation)"
    }

    private static func name(ofResNet blocks: [Int], width: Int) -> String {
        let usualWidth = 64
        switch (blocks, width) {
        case ([3, 4, 6, 3], usualWidth): return "RN50"
        case ([3, 4, 23, 3], usualWidth): return "RN101"
        case ([4, 6, 10, 6], 80): return "RN50x4"
        case ([6, 8, 18, 8], 96): return "RN50x16"
        case ([3, 15, 36, 10], 128): return "RN50x64"
        default: return "RN-\(blocks.map(String.init).joined(separator: "."))x\(width)"
        }
    }
}
