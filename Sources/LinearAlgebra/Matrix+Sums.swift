internal import CKernels

extension Matrix {
    /// Σ of the products of the elements.
    package func dot(_ other: Matrix) -> Double {
        precondition(rows == other.rows && columns == other.columns, "matrices of one size")
        return withRows { left in other.withRows { miwake_dot(left.base, $0.base, rows * columns) } }
    }

    /// In place: self + factor·other.
    package mutating func add(_ other: Matrix, times factor: Float = 1) {
        precondition(rows == other.rows && columns == other.columns, "matrices of one size")
        withMutableRows { own in other.withRows { miwake_add_scaled(own.base, factor, $0.base, own.count * own.width) }
        }
    }

    /// In place: every element times a factor.
    package mutating func scale(by factor: Float) {
        withMutableRows { rows in
            for index in 0..<rows.count * rows.width { rows.base[index] *= factor }
        }
    }

    /// Adds the sum of another matrix's rows to the one row of this.
    package mutating func addRows(of other: Matrix) {
        precondition(rows == 1 && columns == other.columns, "one row of \(other.columns)")
        let columns = columns
        elements.withUnsafeMutableBufferPointer { sums in
            other.elements.withUnsafeBufferPointer { values in
                for row in 0..<other.rows {
                    for column in 0..<columns { sums[column] += values[row * columns + column] }
                }
            }
        }
    }

    /// self ← self + weight·AᵀB.
    package mutating func add(_ a: Matrix, transposedTimes b: Matrix, weight: Float = 1) {
        a.withRows { a in
            b.withRows { b in
                withMutableRows { gemm(Operand(a, .transposed), Operand(b), into: $0, alpha: weight, beta: 1) }
            }
        }
    }

    /// self ← self + weight·ABᵀ.
    package mutating func add(_ a: Matrix, timesTransposed b: Matrix, weight: Float) {
        a.withRows { a in
            b.withRows { b in
                withMutableRows { gemm(Operand(a), Operand(b, .transposed), into: $0, alpha: weight, beta: 1) }
            }
        }
    }

    /// self − other.
    package func minus(_ other: Matrix) -> Matrix {
        precondition(rows == other.rows && columns == other.columns, "(\(other.rows), \(other.columns))")
        var result = self
        result.elements.withUnsafeMutableBufferPointer { values in
            other.elements.withUnsafeBufferPointer { others in
                for index in values.indices { values[index] -= others[index] }
            }
        }
        return result
    }

    /// Each row minus its mean.
    package func centredRows() -> Matrix {
        var result = self
        let columns = columns
        result.elements.withUnsafeMutableBufferPointer { values in
            for row in 0..<rows {
                let own = values[row * columns..<(row + 1) * columns]
                let mean = own.reduce(0, +) / Float(columns)
                for place in own.indices { values[place] -= mean }
            }
        }
        return result
    }
}
