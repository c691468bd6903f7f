internal import LinearAlgebra

/// Kernel ridge of the residuals Y − P₀ through the kernel of some labelled images, the landmarks Z: all labels teach.
///
/// K ≈ Ψ·Ψᵀ with Ψ = K(X, Z)·L⁻ᵀ, where K(Z, Z) + εI = L·Lᵀ: the subset of regressors (Quiñonero-Candela, Rasmussen, "A unifying view of
/// sparse approximate Gaussian process regression", JMLR 2005, §3.1), also called Nyström's (Williams, Seeger, NIPS 2000). A ridge
/// on the m columns of Ψ follows; Ψ itself is made in blocks, twice, and never held.
struct LandmarkRidge: Sendable {
    /// Z: (m, D).
    let landmarks: Matrix
    /// W with p = P₀ + K(x, Z)·W: (m, C).
    let weights: Matrix
    private let labelled: LabelledFeatures
    private let gamma: Float
    private let regularisation: Float
    /// L⁻¹: (m, m).
    private let whitening: Matrix
    /// Ψᵀ·Ψ, its lower triangle: (m, m).
    private let gram: Matrix
    /// Ψᵀ·(Y − P₀): (m, C).
    private let taught: Matrix
    /// Of Ψᵀ·Ψ + λI.
    private let factor: Cholesky

    /// ε: far below λ, and above what a kernel of some thousand images loses by rounding.
    private static let jitter: Float = 1e-3
    /// Images whose features are held at once.
    private static let blockRows = 1_024
    /// Columns of a triangle that are made together.
    private static let panel = 256
    /// Larger groups are left out by taking them off the sums: their own system would be the larger one, and worse to solve.
    private static let largestSmallGroup = 512

    init(_ labelled: LabelledFeatures, gamma: Float, regularisation: Float, landmarkCount: Int) {
        let places = evenlyDrawn(labelled.labels, atMost: landmarkCount)
        let landmarks = labelled.embeddings.gatheringRows(places)
        var system = radialKernel(landmarks, landmarks, gamma: gamma)
        for row in 0..<system.rows { system[row, row] += Self.jitter }
        let whitening = Cholesky(ofKernel: system).inverseFactor()
        var gram = Matrix(rows: places.count, columns: places.count)
        var taught = Matrix(rows: places.count, columns: labelled.classCount)
        let residuals = labelled.residuals
        var scratch = Scratch(rows: min(Self.blockRows, labelled.count), columns: places.count)
        for block in blocks(labelled.count, of: Self.blockRows) {
            labelled.embeddings.withRows { x in
                scratch.features(x.rows(block), landmarks, gamma: gamma, factor: whitening) { features in
                    gram.addLowerTriangle(of: features, times: 1)
                    residuals.withRows { residuals in
                        taught.withMutableRows {
                            gemm(Operand(features, .transposed), Operand(residuals.rows(block)), into: $0, beta: 1)
                        }
                    }
                }
            }
        }
        factor = Self.factor(gram, regularisation)
        weights = whitening.transposedTimes(factor.solve(taught))
        (self.labelled, self.gamma, self.regularisation) = (labelled, gamma, regularisation)
        (self.landmarks, self.whitening, self.gram, self.taught) = (landmarks, whitening, gram, taught)
    }

    private static func factor(_ gram: Matrix, _ regularisation: Float) -> Cholesky {
        var system = gram
        for row in 0..<system.rows { system[row, row] += regularisation }
        return Cholesky(ofKernel: system)
    }

    /// Of each group B the answers without its labels; its images may remain landmarks: (n, C).
    func heldOut() -> Matrix {
        var heldOut = labelled.zeroShot.softmax()
        heldOut.addKernel(of: labelled.embeddings, landmarks, gamma: gamma, times: weights)
        let residuals = labelled.oneHot.minus(heldOut)
        // Q = Ψ·M⁻ᵀ with Ψᵀ·Ψ + λI = M·Mᵀ has Q·Qᵀ = H.
        let hat = factor.inverseFactor().times(whitening)
        var scratch = Scratch(rows: min(Self.blockRows, labelled.count), columns: landmarks.rows)
        for groups in batches(labelled.membersOfGroups) {
            if groups.count == 1, groups[0].count > Self.largestSmallGroup {
                leaveOut(groups[0], from: &heldOut, &scratch)
                continue
            }
            let images = groups.flatMap(\.self)
            labelled.embeddings.gatheringRows(images).withRows { x in
                scratch.features(x, landmarks, gamma: gamma, factor: hat) { features in
                    var first = 0
                    for members in groups {
                        let own = features.rows(first..<first + members.count)
                        Self.leaveOut(members, own, residuals, labelled.labels, from: &heldOut)
                        first += members.count
                    }
                }
            }
        }
        return heldOut
    }

    /// Y_B − (I − H_BB)⁻¹·(residuals of B). features: Q_B.
    private static func leaveOut(
        _ members: [Int], _ features: Rows, _ residuals: Matrix, _ labels: [Int], from heldOut: inout Matrix
    ) {
        var without = residuals.gatheringRows(members)
        if members.count == 1 {
            let own = features[row: 0]
            let share = (0..<features.width).reduce(Float(0)) { $0 + own[$1] * own[$1] }
            for index in without.elements.indices { without.elements[index] /= 1 - share }
        } else {
            var system = Matrix(rows: members.count, columns: members.count)
            for row in 0..<system.rows { system[row, row] = 1 }
            system.withMutableRows {
                gemm(Operand(features), Operand(features, .transposed), into: $0, alpha: -1, beta: 1)
            }
            without = Cholesky(ofKernel: system).solve(without)
        }
        for (place, image) in members.enumerated() {
            for column in 0..<heldOut.columns {
                heldOut[image, column] = (labels[image] == column ? 1 : 0) - without[place, column]
            }
        }
    }

    /// A large group: the ridge of all others, from the sums without it.
    private func leaveOut(_ members: [Int], from heldOut: inout Matrix, _ scratch: inout Scratch) {
        var (gram, taught) = (gram, taught)
        let own = labelled.subset(members)
        let residuals = own.residuals
        for block in blocks(own.count, of: Self.blockRows) {
            own.embeddings.withRows { x in
                scratch.features(x.rows(block), landmarks, gamma: gamma, factor: whitening) { features in
                    gram.addLowerTriangle(of: features, times: -1)
                    residuals.withRows { residuals in
                        taught.withMutableRows {
                            gemm(
                                Operand(features, .transposed), Operand(residuals.rows(block)), into: $0, alpha: -1,
                                beta: 1)
                        }
                    }
                }
            }
        }
        var answers = own.zeroShot.softmax()
        answers.addKernel(
            of: own.embeddings, landmarks, gamma: gamma,
            times: whitening.transposedTimes(Self.factor(gram, regularisation).solve(taught)))
        for (place, image) in members.enumerated() {
            for column in 0..<heldOut.columns { heldOut[image, column] = answers[place, column] }
        }
    }

    /// Groups in blocks of images; a large one by itself.
    private func batches(_ groups: [[Int]]) -> [[[Int]]] {
        var batches: [[[Int]]] = []
        var (batch, size): ([[Int]], Int) = ([], 0)
        for group in groups {
            if group.count > Self.largestSmallGroup {
                batches.append([group])
                continue
            }
            if size + group.count > Self.blockRows {
                batches.append(batch)
                (batch, size) = ([], 0)
            }
            batch.append(group)
            size += group.count
        }
        return batch.isEmpty ? batches : batches + [batch]
    }

    /// Where the features of a block are made.
    private struct Scratch {
        private var kernel: Matrix
        private var features: Matrix

        init(rows: Int, columns: Int) {
            kernel = .uninitialized(rows: rows, columns: columns)
            features = .uninitialized(rows: rows, columns: columns)
        }

        /// K(x, Z)·Fᵀ with a lower triangular F, (m, m); lent.
        mutating func features(
            _ x: Rows, _ landmarks: Matrix, gamma: Float, factor: Matrix, _ body: (Rows) -> Void
        ) {
            kernel.withMutableRows { kernel in
                features.withMutableRows { features in
                    let (kernel, features) = (kernel.rows(0..<x.count), features.rows(0..<x.count))
                    landmarks.withRows { radialKernel(x, $0, gamma: gamma, into: kernel) }
                    factor.withRows { factor in
                        for columns in blocks(factor.count, of: LandmarkRidge.panel) {
                            // What lies beyond the diagonal is zero.
                            let inner = 0..<columns.upperBound
                            gemm(
                                Operand(kernel.columns(inner)),
                                Operand(factor.rows(columns).columns(inner), .transposed),
                                into: features.columns(columns))
                        }
                    }
                    body(features)
                }
            }
        }
    }
}

extension Matrix {
    /// Columns of a triangle that are made together.
    private static let panel = 256

    /// In place: self + factor·FᵀF in the lower triangle; what is above it is of no use. F: (n, m); self: (m, m).
    fileprivate mutating func addLowerTriangle(of features: Rows, times factor: Float) {
        withMutableRows { own in
            for columns in blocks(own.width, of: Self.panel) {
                let rest = columns.lowerBound..<own.count
                gemm(
                    Operand(features.columns(rest), .transposed), Operand(features.columns(columns)),
                    into: own.rows(rest).columns(columns), alpha: factor, beta: 1)
            }
        }
    }

    fileprivate func minus(_ other: Matrix) -> Matrix {
        var result = self
        result.add(other, times: -1)
        return result
    }
}

/// Places of labelled images, ascending: of each class the same number where it has so many, spread evenly over the order in which
/// its images stand, so that one label more moves few of them.
func evenlyDrawn(_ labels: [Int], atMost count: Int) -> [Int] {
    guard labels.count > count else { return Array(labels.indices) }
    let classes = Dictionary(grouping: labels.indices) { labels[$0] }.values
        .sorted { ($0.count, $0[0]) < ($1.count, $1[0]) }
    var drawn: [Int] = []
    for (place, members) in classes.enumerated() {
        // The smallest first: what they do not have is the others'.
        let share = min(members.count, (count - drawn.count) / (classes.count - place))
        drawn += (0..<share).map { members[(2 * $0 + 1) * members.count / (2 * share)] }
    }
    return drawn.sorted()
}
