internal import LinearAlgebra

/// Either of CLIP's image towers.
enum ImageTower: Sendable {
    case transformer(VisionTransformer)
    case resNet(ModifiedResNet)

    func encode(
        _ pixels: UnsafePointer<Float>, pictures: Int, levels detail: LevelDetail, of levelBlocks: [Int],
        _ workspace: Workspace
    ) -> ImageFeatures {
        switch self {
        case .transformer(let tower):
            tower.encode(pixels, pictures: pictures, levels: detail, of: levelBlocks, workspace)
        case .resNet(let tower):
            tower.encode(pixels, pictures: pictures, levels: detail, workspace)
        }
    }
}
