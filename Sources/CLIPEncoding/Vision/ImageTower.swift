internal import Layers
internal import LinearAlgebra

/// From pictures to the space that they share with texts.
///
/// A tower of another kind is a type that conforms, a case of `VisionShape` with its sizes, and an `ImageLayout` that makes it.
protocol ImageTower: Sendable {
    /// The end of the tower, from its last level to the space of the texts.
    var frozenProjection: FrozenProjection { get }
    /// What one image has of each level when pooled: (rows, width), shallowest first.
    var pooledLevels: [(rows: Int, width: Int)] { get }
    /// What one image has of each level token by token, or position by position.
    var tokenLevels: [(rows: Int, width: Int)] { get }
    /// Floating-point operations that the products take for one picture.
    var operationsPerPicture: Double { get }

    /// Encodes some pictures.
    ///
    /// - Parameter pixels: (pictures, 3, resolution, resolution), normalised.
    func encode(
        _ pixels: UnsafePointer<Float>, pictures: Int, levels detail: LevelDetail, _ workspace: Workspace
    ) -> ImageFeatures
}
