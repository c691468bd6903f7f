internal import Foundation
internal import LinearAlgebra

/// Where the classes lie and how far they spread, learnt from answers that may be soft.
///
/// In a space where the scatter within classes is the identity, an image of class c is y ~ N(m_c, I), and the centres are
/// m_c ~ N(0, diag ρ). What an image says about its class is then
///
/// G_c(x) = −½ Σ_d [(y_d − M_cd)² / (1 + u_cd) + ln(1 + u_cd)] + ½ ‖y‖², the last the same for all classes and left out,
///
/// with M the expected centres and u what is still uncertain about them: a class that has few images pulls little.
///
/// *Source*: the two-covariance model of speaker verification, probabilistic linear discriminant analysis (Ioffe, ECCV 2006).
struct TwoCovariance: Sendable, Equatable {
    /// Of the pool: D values.
    private let mean: [Float]
    /// y = Pᵀ(x − x̄): (D, r).
    let projection: Matrix
    /// 1 / (1 + u): (C, r).
    private let precisions: Matrix
    /// M / (1 + u): (C, r).
    private let slopes: Matrix
    /// Of each class, what does not depend on the image.
    private let offsets: [Float]

    /// Images of each class and the sums of their embeddings, from which the model is found.
    struct Classes {
        /// n_c.
        var sizes: [Double]
        /// Σ (x − x̄), weighted: (C, D).
        var sums: Matrix
    }

    /// A class counts as present from here on.
    private static let smallestSize = 1e-3
    /// Keeps an absent class's centre finite.
    private static let addedSize = 1e-6
    /// ρ where no direction tells the classes apart.
    private static let faintest = 1e-3

    /// - Parameters:
    ///   - scatter: Σ w·(x − x̄)(x − x̄)ᵀ over all images, (D, D).
    ///   - weight: Σ w.
    ///   - variance: of one coordinate over the pool; D images of it hold the scatter within classes up.
    init(_ classes: Classes, mean: [Float], scatter: Matrix, weight: Double, variance: Float) {
        let (classCount, width) = (classes.sums.rows, mean.count)
        let sizes = classes.sizes.map { $0 + Self.addedSize }
        var centres = classes.sums
        var rooted = classes.sums
        for label in 0..<classCount {
            for axis in 0..<width {
                centres[label, axis] /= Float(sizes[label])
                rooted[label, axis] /= Float(sizes[label].squareRoot())
            }
        }
        // Σ n_c·m_c·m_cᵀ is the scatter between classes.
        var within = scatter
        within.add(rooted, transposedTimes: rooted, weight: -1)
        let degrees = Float(weight) + Float(width)
        for index in within.elements.indices { within.elements[index] /= degrees }
        for axis in 0..<width { within[axis, axis] += Float(width) * variance / degrees }
        let factor = Self.factor(within)
        let white = factor.solveLower(centres.transposed()).transposed()

        let total = sizes.reduce(0, +)
        var weighted = white
        for label in 0..<classCount {
            let share = Float((sizes[label] / total).squareRoot())
            for axis in 0..<width { weighted[label, axis] *= share }
        }
        let noise = Double(sizes.count { $0 > Self.smallestSize }) / total
        let (rho, directions) = Self.directions(weighted, noise: noise)

        let along = white.times(transposed: directions)
        var precisions = Matrix(rows: classCount, columns: rho.count)
        var slopes = precisions
        var offsets = [Float](repeating: 0, count: classCount)
        for label in 0..<classCount {
            var offset = 0.0
            for (axis, spread) in rho.enumerated() {
                let uncertain = spread / (1 + sizes[label] * spread)
                let precision = 1 / (1 + uncertain)
                let centre = Double(along[label, axis]) * sizes[label] * uncertain
                precisions[label, axis] = Float(precision)
                slopes[label, axis] = Float(centre * precision)
                offset += log(precision) - centre * centre * precision
            }
            offsets[label] = Float(offset / 2)
        }
        self.mean = mean
        projection = factor.solveUpper(directions.transposed())
        self.precisions = precisions
        self.slopes = slopes
        self.offsets = offsets
    }

    /// ρ and unit vectors, one a row, of the directions in which the classes lie further apart than chance would have them.
    ///
    /// - Parameter rows: √(n_c / n)·L⁻¹m_c, (C, D).
    private static func directions(_ rows: Matrix, noise: Double) -> (rho: [Double], vectors: Matrix) {
        let isWide = rows.rows <= rows.columns
        let eigen = SymmetricEigen(isWide ? rows.times(transposed: rows) : rows.transposedTimes(rows))
        var rho = eigen.values.map { $0 - noise }.prefix { $0 > 0 }
        if rho.isEmpty { rho = [faintest] }
        let kept = eigen.vectors.gatheringRows(rho.indices)
        // Of A·Aᵀ the vectors are the left ones; the right ones are Aᵀ times them, at unit length.
        return (Array(rho), isWide ? kept.times(rows).normalizedRows() : kept)
    }

    /// The scatter is positive semi-definite and what holds it up is positive.
    private static func factor(_ within: Matrix) -> Cholesky {
        do { return try Cholesky(within) } catch { preconditionFailure("a scatter of embeddings that are not finite") }
    }

    /// Adds weight·G(x) to some scores.
    ///
    /// - Parameters:
    ///   - centred: x − x̄, (images, D).
    ///   - scores: (images, C).
    func add(_ weight: Float, likelihoodOf centred: Matrix, to scores: inout Matrix) {
        var along = centred.times(projection)
        scores.add(along, timesTransposed: slopes, weight: weight)
        along.elements.withUnsafeMutableBufferPointer { values in
            for index in values.indices { values[index] *= values[index] }
        }
        scores.add(along, timesTransposed: precisions, weight: -weight / 2)
        let offsets = offsets.map { $0 * weight }
        scores.withMutableRows { $0.add(offsets) }
    }

    /// G(x): (images, C).
    ///
    /// - Parameter embeddings: unit image embeddings, (images, D).
    func likelihood(_ embeddings: Matrix) -> Matrix {
        var scores = Matrix(rows: embeddings.rows, columns: offsets.count)
        add(1, likelihoodOf: embeddings.subtracting(row: mean), to: &scores)
        return scores
    }
}
