import Foundation
import Layers
import LinearAlgebra

@testable import Deconfusion

/// The training loss by its definition, one number at a time in double precision, written without a look at the program's
/// kernels: what gradients are checked against by central differences.
struct LossOracle {
    let shape: EstimatorShape
    let projection: FrozenProjection
    let features: FeatureBatch
    let labels: [Int]
    let weights: LossWeights

    typealias Rows = [[Double]]

    /// - Parameter tensors: every trained parameter by name.
    func loss(_ tensors: [String: [Double]]) -> Double {
        func linear(_ x: Rows, _ name: String) -> Rows {
            let matrix = tensors[name] ?? []
            return x.map { row in
                (0..<matrix.count / row.count).map { output in
                    row.indices.reduce(0) { $0 + row[$1] * matrix[output * row.count + $1] }
                }
            }
        }
        func affine(_ x: Rows, _ name: String) -> Rows {
            x.map { row in
                row.indices.map {
                    max(0, row[$0] * (tensors["\(name).weight"] ?? [])[$0] + (tensors["\(name).bias"] ?? [])[$0])
                }
            }
        }
        func block(_ x: Rows, _ name: String) -> Rows {
            linear(affine(columnsStandardised(linear(x, "\(name).lin1.weight")), "\(name).bn"), "\(name).lin2.weight")
        }
        let zeroShot = rows(features.logits)
        let images = zeroShot.count
        let positions = projection.positions
        var mixed = Rows(repeating: Array(repeating: 0, count: shape.width), count: images * positions)
        for (level, matrix) in features.levels.enumerated() {
            let x = rows(matrix)
            let y: Rows =
                switch shape.backbone {
                case .transformer:
                    affine(linear(x, "maf.\(level).lin.weight").map(standardised), "maf.\(level).ln")
                case .resNet: affine(columnsStandardised(linear(x, "maf.\(level).conv.weight")), "maf.\(level).bn")
                }
            let window = y.count / mixed.count
            let share = Double(level + 1) / Double((1...shape.levelWidths.count).reduce(0, +)) / Double(window)
            for (row, values) in y.enumerated() {
                for (column, value) in values.enumerated() { mixed[row / window][column] += share * value }
            }
        }
        let enhanced = project(mixed)
        let maf = block(enhanced, "mlp")
        let joined = sum(block(zeroShot, "a1"), block(enhanced, "a2"))
        let icd = sum(zeroShot, block(joined, "a3"))
        let gate: [Double] = block(enhanced, "gate").map { 1 / (1 + exp(-$0[0])) }
        let alf: Rows = (0..<images).map { image in
            let trust = gate[image]
            return zip(maf[image], icd[image]).map { trust * $0.0 + (1 - trust) * $0.1 }
        }
        return crossEntropy(maf) + crossEntropy(icd) + crossEntropy(alf)
            + Double(weights.similarityMAF) * distance(maf, zeroShot)
            + Double(weights.similarityICD) * distance(icd, zeroShot)
    }

    private func sum(_ a: Rows, _ b: Rows) -> Rows {
        zip(a, b).map { rows in zip(rows.0, rows.1).map { $0.0 + $0.1 } }
    }

    private func rows(_ matrix: Matrix) -> Rows {
        (0..<matrix.rows).map { matrix[row: $0].map(Double.init) }
    }

    /// One row with mean 0 and variance 1, as LayerNorm does.
    private func standardised(_ row: [Double]) -> [Double] {
        let mean = row.reduce(0, +) / Double(row.count)
        let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
        return row.map { ($0 - mean) / (variance + 1e-5).squareRoot() }
    }

    /// Every column with mean 0 and variance 1, as BatchNorm does.
    private func columnsStandardised(_ x: Rows) -> Rows {
        transposed(transposed(x).map(standardised))
    }

    private func transposed(_ x: Rows) -> Rows {
        x[0].indices.map { column in x.map { $0[column] } }
    }

    private func project(_ mixed: Rows) -> Rows {
        switch projection {
        case .identity: return mixed
        case .matrix(let matrix):
            return mixed.map { row in
                (0..<matrix.columns).map { column in
                    row.indices.reduce(0) { $0 + row[$1] * Double(matrix[$1, column]) }
                }
            }
        case .attentionPool(let pool):
            return stride(from: 0, to: mixed.count, by: pool.positions).map { start in
                attend(Array(mixed[start..<start + pool.positions]), pool)
            }
        }
    }

    /// Multi-head attention of the mean token over itself and all positions, the long way.
    private func attend(_ x: Rows, _ pool: AttentionPool) -> [Double] {
        func apply(_ matrix: Matrix, _ bias: [Float], _ row: [Double]) -> [Double] {
            (0..<matrix.rows).map { output in
                row.indices.reduce(Double(bias[output])) { $0 + row[$1] * Double(matrix[output, $1]) }
            }
        }
        let mean = transposed(x).map { $0.reduce(0, +) / Double(x.count) }
        let tokens = ([mean] + x).enumerated().map { index, row in
            zip(row, pool.positional[row: index]).map { $0 + Double($1) }
        }
        let query = apply(pool.query, pool.queryBias, tokens[0])
        let keys = tokens.map { apply(pool.key, pool.keyBias, $0) }
        let values = tokens.map { apply(pool.value, pool.valueBias, $0) }
        let width = query.count / pool.heads
        let joined = (0..<pool.heads).flatMap { head -> [Double] in
            let slice = head * width..<(head + 1) * width
            let scores: [Double] = keys.map { key in
                let product = slice.reduce(0.0) { $0 + query[$1] * key[$1] }
                return exp(product / Double(width).squareRoot())
            }
            let sum = scores.reduce(0, +)
            return slice.map { column in
                zip(scores, values).reduce(0.0) { total, token in total + token.0 / sum * token.1[column] }
            }
        }
        return apply(pool.output, pool.outputBias, joined)
    }

    private func crossEntropy(_ logits: Rows) -> Double {
        let losses: [Double] = zip(logits, labels).map { row, label in
            log(row.reduce(0.0) { $0 + exp($1 - row[label]) })
        }
        return losses.reduce(0, +) / Double(logits.count)
    }

    private func distance(_ a: Rows, _ b: Rows) -> Double {
        let differences = zip(a, b).flatMap { zip($0, $1).map { abs($0 - $1) } }
        return differences.reduce(0, +) / Double(differences.count)
    }
}
