internal import LinearAlgebra

/// Kernel ridge of the residuals Y − P₀ on all labelled images: (K + λI)⁻¹·(Y − P₀), with a kernel of (n, n).
struct ExactRidge: Sendable {
    private let labelled: LabelledFeatures
    private let factor: Cholesky
    /// α = (K + λI)⁻¹·(Y − P₀): (n, C).
    let weights: Matrix

    init(_ labelled: LabelledFeatures, gamma: Float, regularisation: Float) {
        self.labelled = labelled
        var system = radialKernel(labelled.embeddings, labelled.embeddings, gamma: gamma)
        for row in 0..<system.rows { system[row, row] += regularisation }
        factor = Cholesky(ofKernel: system)
        weights = factor.solve(labelled.residuals)
    }

    /// Of each group B the rows Y_B − ((K + λI)⁻¹_BB)⁻¹·α_B: (n, C).
    func heldOut() -> Matrix {
        // (K + λI)⁻¹ = L⁻ᵀ·L⁻¹, of which only the groups' own blocks are wanted: products of columns of L⁻¹.
        let inverse = factor.inverseFactor()
        let alone = inverse.columnSquares()
        var heldOut = labelled.oneHot
        for members in labelled.membersOfGroups {
            if members.count == 1 {
                heldOut.add(-1 / alone[members[0]], times: weights, row: members[0], to: members[0])
                continue
            }
            let columns = inverse.gatheringColumns(members)
            let residuals = Cholesky(ofKernel: columns.transposedTimes(columns)).solve(weights.gatheringRows(members))
            for (place, image) in members.enumerated() { heldOut.add(-1, times: residuals, row: place, to: image) }
        }
        return heldOut
    }
}

extension LabelledFeatures {
    /// Y − P₀: what plain CLIP's probabilities leave to be learned, (n, C).
    var residuals: Matrix {
        var residuals = oneHot
        residuals.add(zeroShot.softmax(), times: -1)
        return residuals
    }

    /// The images of each group, in the order of their first images.
    var membersOfGroups: [[Int]] {
        var places: [Int: Int] = [:]
        var members: [[Int]] = []
        for (image, group) in groups.enumerated() {
            if let place = places[group] {
                members[place].append(image)
            } else {
                places[group] = members.count
                members.append([image])
            }
        }
        return members
    }
}

extension Cholesky {
    /// Of a kernel, which is positive semi-definite, with something far above rounding on its diagonal: the factor exists for finite
    /// embeddings.
    init(ofKernel system: Matrix) {
        do { self = try Cholesky(system) } catch { preconditionFailure("a kernel of embeddings that are not finite") }
    }
}

extension Matrix {
    /// Σ over the rows of the squares, for each column.
    fileprivate func columnSquares() -> [Float] {
        var sums = [Float](repeating: 0, count: columns)
        withRows { rows in
            sums.withUnsafeMutableBufferPointer { sums in
                for row in 0..<rows.count {
                    let values = rows[row: row]
                    for column in 0..<rows.width { sums[column] += values[column] * values[column] }
                }
            }
        }
        return sums
    }

    fileprivate func gatheringColumns(_ places: [Int]) -> Matrix {
        var gathered = Matrix.uninitialized(rows: rows, columns: places.count)
        gathered.withMutableRows { target in
            withRows { source in
                for row in 0..<source.count {
                    for (place, column) in places.enumerated() { target[row, place] = source[row, column] }
                }
            }
        }
        return gathered
    }

    /// In place: one row plus factor times a row of another matrix.
    mutating func add(_ factor: Float, times other: Matrix, row: Int, to target: Int) {
        withMutableRows { own in
            other.withRows { other in
                let (own, other, width) = (own[row: target], other[row: row], own.width)
                for column in 0..<width { own[column] += factor * other[column] }
            }
        }
    }
}
