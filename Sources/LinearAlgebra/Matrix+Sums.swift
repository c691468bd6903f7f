internal import CKernels

extension Matrix {
    /// Σ of the products of the elements.
    package func dot(_ other: Matrix) -> Double {
        precondition(rows == other.rows && columns == other.columns, "matrices of one size")
        return withRows { left in other.withRows { miwake_dot(left.base, $0.base, rows * columns) } }
    }

    /// In place: self + factor·other.
    package mutating func add(_ other: Matrix, times factor: Float) {
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
}
