package import LinearAlgebra
internal import ProjectModel

/// Links between rows nearer than a cosine, (later, earlier), of unit vectors, (images, width): enough of them that what all pairs would
/// join is joined (single linkage).
///
/// Exact, but most pairs are never multiplied out. With Q an orthonormal basis of some of the rows, x·y ≤ Qx·Qy + ‖x − QQᵀx‖·‖y − QQᵀy‖
/// (Cauchy and Schwarz), which is a product of vectors a tenth as long; of real features fewer than one pair in a thousand passes.
package func nearDuplicateLinks(_ embeddings: Matrix, cosine: Float) -> [(Int, Int)] {
    let shadows = shadows(of: embeddings)
    var known = RelatedImages(count: embeddings.rows)
    var links: [(Int, Int)] = []
    let starts = Array(stride(from: 0, to: embeddings.rows, by: rowsPerPiece))
    // What one wave has joined, the next need not look at: a heap of near-duplicates would else be all pairs of them.
    for wave in stride(from: 0, to: starts.count, by: workerCount) {
        let roots = known.roots()
        let pieces = Array(starts[wave..<min(wave + workerCount, starts.count)])
        let found = concurrentMap(pieces.count, together: 1) { piece in
            let rows = pieces[piece]..<min(pieces[piece] + rowsPerPiece, embeddings.rows)
            return linksToEarlier(rows, embeddings, shadows, roots, cosine: cosine)
        }
        for link in found.joined() {
            known.join(link.0, link.1)
            links.append(link)
        }
    }
    return links
}

/// Rows that one worker compares at a time with as many earlier ones as its cache holds.
private let (rowsPerPiece, rowsCompared) = (256, 1_024)
/// With these many directions and one length a shadow fills three cache lines.
private let mostDirections = 47
/// Far above what the bound loses by rounding.
private let margin: Float = 1e-3

/// (Qx, ‖x − QQᵀx‖) of every row: products of shadows are never below those of the rows. (images, directions + 1).
private func shadows(of embeddings: Matrix) -> Matrix {
    let basis = orthonormalBasis(embeddings)
    let seen = embeddings.times(transposed: basis)
    var shadows = Matrix.uninitialized(rows: embeddings.rows, columns: basis.rows + 1)
    shadows.withMutableRows { shadows in
        seen.withRows { seen in
            embeddings.withRows { x in
                for row in 0..<x.count {
                    let (own, target) = (x[row: row], shadows[row: row])
                    var rest: Float = 0
                    for column in 0..<x.width { rest += own[column] * own[column] }
                    for direction in 0..<seen.width {
                        let value = seen[row, direction]
                        rest -= value * value
                        target[direction] = value
                    }
                    target[seen.width] = max(0, rest).squareRoot()
                }
            }
        }
    }
    return shadows
}

/// Directions of rows spread evenly over all, each without what those before it say: (at most `mostDirections`, width).
private func orthonormalBasis(_ embeddings: Matrix) -> Matrix {
    let most = min(mostDirections, embeddings.rows, embeddings.columns)
    var basis: [[Float]] = []
    for place in 0..<most {
        var direction = Array(embeddings[row: place * embeddings.rows / most])
        // Twice, so that rounding leaves nothing of the others.
        for _ in 0..<2 {
            for other in basis {
                let share = zip(direction, other).reduce(Float(0)) { $0 + $1.0 * $1.1 }
                for column in direction.indices { direction[column] -= share * other[column] }
            }
        }
        let length = direction.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
        // A row like one before it gives a direction of rounding errors.
        guard length > 0.1 else { continue }
        basis.append(direction.map { $0 / length })
    }
    return Matrix(rows: basis.count, columns: embeddings.columns, elements: basis.flatMap(\.self))
}

/// Links of some rows with those before them, one for each root at most; by the calling thread alone.
private func linksToEarlier(
    _ rows: Range<Int>, _ embeddings: Matrix, _ shadows: Matrix, _ roots: [Int], cosine: Float
) -> [(Int, Int)] {
    var links: [(Int, Int)] = []
    var linked = [Set<Int>](repeating: [], count: rows.count)
    var bounds = Matrix.uninitialized(rows: rows.count, columns: rowsCompared)
    bounds.withMutableRows { all in
        shadows.withRows { shadows in
            embeddings.withRows { x in
                for first in stride(from: 0, to: rows.upperBound, by: rowsCompared) {
                    let others = first..<min(first + rowsCompared, rows.upperBound)
                    let bounds = Rows(all.base, count: rows.count, width: others.count)
                    sequentialGemm(
                        Operand(shadows.rows(rows)), Operand(shadows.rows(others), .transposed), into: bounds)
                    for row in rows where row > first {
                        let earlier = min(others.count, row - first)
                        for place in bounds.places(above: cosine - margin, row: row - rows.lowerBound, below: earlier) {
                            let other = first + place
                            guard !linked[row - rows.lowerBound].contains(roots[other]) else { continue }
                            guard x.dot(row, other) > cosine else { continue }
                            linked[row - rows.lowerBound].insert(roots[other])
                            links.append((row, other))
                        }
                    }
                }
            }
        }
    }
    return links
}
