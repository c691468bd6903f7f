internal import CKernels
internal import Layers
internal import LinearAlgebra

/// A 3×3 convolution with step 1 and a border of zeros, in a half or a quarter of the multiplications.
///
/// Winograd's minimal filtering: Lavin and Gray, "Fast algorithms for convolutional neural networks", 2016, §4. Tiles of the
/// input and the kernel are turned into points, at each point channels are mixed by one product, and the products are turned
/// into tiles of the output.
struct TiledConvolution: Sendable {
    private let inputs: Int
    private let outputs: Int
    private let bias: Weight
    /// Side of the pictures, in pixels.
    private let side: Int
    private let tile: TileSide
    /// The kernel at each point: (inputs, outputs).
    private let factors: Deferred<[PackedFactor]>

    /// Output pixels along a side of a tile.
    private enum TileSide: Int {
        /// 16 products for 4 pixels.
        case small = 2
        /// 36 products for 16 pixels; kernels become four times as large.
        case large = 4

        var points: Int { (rawValue + 2) * (rawValue + 2) }
    }

    /// Large tiles pay as long as kernels at their points stay in the cache, and where they cover the picture without waste.
    private static let mostChannelsForLarge = 128

    /// Tiles that one worker turns, multiplies and turns back before the next: what lies between stays in its cache.
    private static let tilesTogether = 48

    static func handles(inputs: Int, outputs: Int) -> Bool {
        inputs % Int(MIWAKE_WINOGRAD_LANES) == 0 && outputs % Int(MIWAKE_WINOGRAD_LANES) == 0
    }

    /// - Parameters: as of `Convolution`.
    init(kernel: Weight, scales: [Float], bias: Weight, side: Int) {
        outputs = kernel.shape[0]
        inputs = kernel.shape[1]
        self.bias = bias
        self.side = side
        let isLarge = side % TileSide.large.rawValue == 0 && max(inputs, outputs) <= Self.mostChannelsForLarge
        let tile: TileSide = isLarge ? .large : .small
        self.tile = tile
        factors = Deferred(reading: kernel) { Self.factors(of: kernel, scales: scales, tile) }
    }

    private static func factors(of kernel: Weight, scales: [Float], _ tile: TileSide) -> [PackedFactor] {
        let (outputs, inputs) = (kernel.shape[0], kernel.shape[1])
        var point = Matrix(rows: outputs, columns: inputs)
        return (0..<tile.points).map { index in
            point.elements.withUnsafeMutableBufferPointer { target in
                miwake_winograd_kernel(
                    kernel.floats, scales, outputs, inputs, Int32(tile.rawValue), Int32(index), 1, target.baseAddress)
            }
            return PackedFactor(point, .transposed)
        }
    }

    /// - Parameters:
    ///   - input: (pictures × side × side, inputs).
    ///   - output: (pictures × side × side, outputs).
    func apply(_ input: Rows, pictures: Int, into output: Rows, isRectified: Bool, _ workspace: Workspace) {
        let factors = factors.value
        let across = (side + tile.rawValue - 1) / tile.rawValue
        let tiles = pictures * across * across
        let chunk = min(Self.tilesTogether, tiles)
        let room = chunk * tile.points * (inputs + outputs)

        func turnInput(_ first: Int, _ count: Int, into before: UnsafeMutablePointer<Float>, of room: Int) {
            miwake_winograd_input(
                input.base, side, side, inputs, Int32(tile.rawValue), first, count, before, room * inputs)
        }
        func multiply(
            _ point: Int, _ before: UnsafePointer<Float>, _ after: UnsafeMutablePointer<Float>, _ count: Int,
            of room: Int
        ) {
            factors[point].product(
                Rows(before + point * room * inputs, count: count, width: inputs),
                into: Rows(after + point * room * outputs, count: count, width: outputs))
        }
        func turnOutput(_ first: Int, _ count: Int, from after: UnsafePointer<Float>, of room: Int) {
            miwake_winograd_output(
                after, room * outputs, bias.floats, isRectified ? 1 : 0, side, side, outputs, Int32(tile.rawValue),
                first, count, output.base)
        }

        // Few tiles: workers share them and divide the points, so that each kernel is read by one of them only.
        if tiles < workerCount * Self.tilesTogether {
            let before = workspace.gathered.reserve(tiles * tile.points * (inputs + outputs))
            let after = before + tiles * tile.points * inputs
            let share = (tiles + workerCount - 1) / workerCount
            concurrently((tiles + share - 1) / share) { part, _ in
                let first = part * share
                let count = min(share, tiles - first)
                turnInput(first, count, into: before + first * inputs, of: tiles)
            }
            concurrently(tile.points) { point, _ in multiply(point, before, after, tiles, of: tiles) }
            concurrently((tiles + share - 1) / share) { part, _ in
                let first = part * share
                let count = min(share, tiles - first)
                turnOutput(first, count, from: after + first * outputs, of: tiles)
            }
            return
        }
        let spaces = workspace.gathered.reserve(workerCount * room)
        concurrently((tiles + chunk - 1) / chunk) { part, worker in
            let before = spaces + worker * room
            let after = before + chunk * tile.points * inputs
            let first = part * chunk
            let count = min(chunk, tiles - first)
            turnInput(first, count, into: before, of: chunk)
            for point in 0..<tile.points { multiply(point, before, after, count, of: chunk) }
            turnOutput(first, count, from: after, of: chunk)
        }
    }
}
