internal import LinearAlgebra
internal import ProjectModel

extension QueryStrategy {
    package static let uncertaintyHerding = QueryStrategy(
        name: "uherding", title: "uncertainty herding",
        formula: "the rise of Σ u(x)·max k(x, s), u = 1 − (p₁ − p₂), k = exp(−‖x − s‖²/σ²)",
        direction: "largest first: covers most of what the head is unsure of",
        purpose: "spreads the questions over all that is in doubt",
        evidence: "+0.33 points over random [+0.10, +0.56] on caltech49, +0.81 [+0.52, +1.06] on imagenet300",
        place: 10
    ) { asked in
        UncertaintyHerding().picks(from: asked.pool, count: asked.count, seed: asked.seed)
    }

    package static let narrowHerding = QueryStrategy(
        name: "uherding-narrow", title: "uncertainty herding, narrow",
        formula: "uherding with σ² = 0.15 instead of 0.5 of the median squared distance",
        direction: "largest first", purpose: "the same, looking closer",
        evidence: "+0.52 points over random [+0.34, +0.68] on caltech49, +0.75 [+0.47, +1.02] on imagenet300",
        place: 20
    ) { asked in
        UncertaintyHerding(widthShare: UncertaintyHerding.narrowWidthShare)
            .picks(from: asked.pool, count: asked.count, seed: asked.seed)
    }

    package static let answerHerding = QueryStrategy(
        name: "uherding-answers", title: "uncertainty herding over answers",
        formula: "uherding with k·Σ_c √(p_c(x)·p_c(s)): coverage among images that compete for the same answers",
        direction: "largest first", purpose: "coverage in the head's own space",
        evidence: "+0.24 points over random [+0.05, +0.44] on caltech49, +0.78 [+0.48, +1.09] on imagenet300",
        place: 30
    ) { asked in
        UncertaintyHerding(comparesAnswers: true).picks(from: asked.pool, count: asked.count, seed: asked.seed)
    }
}

/// Uncertainty-weighted coverage: which images to ask about so that their labels say most about the rest.
///
/// Greedily maximises Σ_x u(x)·max_{s ∈ S} k(x, s) over the pool, where S holds the labelled images and those picked,
/// u = 1 − (p₁ − p₂) of the active head and k = exp(−d²/σ²) on unit embeddings. σ² is half the median squared distance and
/// shrinks with the labels n as (60 / max(n, 60))^¼, so that later picks look closer.
/// Bae, Oliveira, Sutherland, "Uncertainty Herding: One Active Learning Method for All Label Budgets", ICLR 2025.
/// What was measured here, and why it is not the default: the decision Evidence.
struct UncertaintyHerding {
    /// σ² as a share of the median squared distance.
    var widthShare: Float = 0.5
    /// Whether k is multiplied by Σ_c √(p_c(x)·p_c(s)), in [0, 1]: a label then covers only images that compete for its answers.
    var comparesAnswers = false

    static let narrowWidthShare: Float = 0.15

    /// Candidates: the most uncertain images.
    private static let candidates = 400
    /// On a large pool a hundred do as well.
    private static let candidatesOfLargePool = 100
    /// Coverage is counted over at most this many images, drawn by seed.
    private static let coverageRows = 10_000
    /// The median distance is taken between this many images.
    private static let distanceSample = 300
    private static let labelsBeforeShrinking: Float = 60
    /// Labelled images that cover; the latest matter most, and beyond this the coverage hardly changes.
    private static let coveringLabels = 1_000

    /// Rows of the pool to ask about, best first, with the coverage that each adds.
    func picks(from pool: ScoredPool, count: Int, seed: UInt64) -> [QueryStrategy.Pick] {
        var generator = SeededGenerator(seed: seed)
        let askable = pool.askableRows
        guard !askable.isEmpty, count > 0 else { return [] }
        let uncertainty = Uncertainty.margin.values(pool.probabilities, askable)
        let isLarge = askable.count > Self.coverageRows
        // Not fewer candidates than the page needs.
        let candidateCount = max(count * 2, isLarge ? Self.candidatesOfLargePool : Self.candidates)
        let chosen = uncertainty.withUnsafeBufferPointer { largest(candidateCount, of: $0) }

        let coveredPlaces =
            isLarge ? Array(generator.shuffled(askable.indices).prefix(Self.coverageRows)) : Array(askable.indices)
        let covered = pool.embeddings.rows(coveredPlaces.map { askable[$0] })
        let weights = coveredPlaces.map { uncertainty[$0] }
        let labelled = pool.images.indices.filter { !pool.isReserve[$0] && pool.reviews[$0].labelledClass != nil }
        let width = kernelWidth(covered, labels: labelled.count, &generator)

        let candidateEmbeddings = pool.embeddings.rows(chosen.map { askable[$0] })
        var kernel = radialKernel(candidateEmbeddings, covered, gamma: 1 / width)
        if comparesAnswers {
            let rows = coveredPlaces.map { askable[$0] }
            kernel = kernel.scaled(by: pool.answerAffinity(chosen.map { askable[$0] }, rows))
        }
        var coverage = [Float](repeating: 0, count: covered.rows)
        if !labelled.isEmpty {
            let latest = Array(labelled.suffix(Self.coveringLabels))
            coverage = covering(latest, of: covered, coveredPlaces.map { askable[$0] }, width, pool)
        }
        return Self.greedy(kernel, weights, &coverage, candidateEmbeddings, count: count).map {
            QueryStrategy.Pick(row: askable[chosen[$0.candidate]], score: $0.gain)
        }
    }

    /// max k(x, s) over the labelled images s, for each image that is covered.
    private func covering(
        _ labelled: [Int], of covered: Matrix, _ rows: [Int], _ width: Float, _ pool: ScoredPool
    ) -> [Float] {
        var cosines = pool.embeddings.rows(labelled).times(transposed: covered)
        if comparesAnswers {
            cosines = radialKernel(cosines: cosines, gamma: 1 / width).scaled(by: pool.answerAffinity(labelled, rows))
        }
        var largest = Array(cosines[row: 0])
        for row in 1..<max(1, cosines.rows) { raise(&largest, to: cosines[row: row]) }
        guard !comparesAnswers else { return largest }
        // k rises with the cosine: the largest cosine has the largest k.
        return radialKernel(
            cosines: Matrix(rows: 1, columns: largest.count, elements: largest), gamma: 1 / width
        ).elements
    }

    /// Takes the candidate that adds most coverage, again and again. Gains only fall as coverage rises, so a candidate whose
    /// last known gain is below the best fresh one need not be looked at again (lazy greedy: Minoux 1978).
    private static func greedy(
        _ kernel: Matrix, _ weights: [Float], _ coverage: inout [Float], _ embeddings: Matrix, count: Int
    ) -> [(candidate: Int, gain: Float)] {
        var gains = (0..<kernel.rows).map { (candidate: $0, gain: Float.infinity) }
        var picked: [(candidate: Int, gain: Float)] = []
        while picked.count < count, !gains.isEmpty {
            var best = (place: -1, gain: -Float.infinity)
            for place in gains.indices where gains[place].gain > best.gain {
                let gain = weightedExcess(kernel[row: gains[place].candidate], over: coverage, weights)
                gains[place].gain = gain
                if gain > best.gain { best = (place, gain) }
            }
            guard best.place >= 0 else { break }
            let candidate = gains.remove(at: best.place).candidate
            picked.append((candidate, best.gain))
            raise(&coverage, to: kernel[row: candidate])
            // Near-duplicates of what was picked count as picked.
            let cosines = embeddings.times(
                transposed: Matrix(rows: 1, columns: embeddings.columns, elements: Array(embeddings[row: candidate])))
            gains.removeAll { cosines.elements[$0.candidate] > LookAlikes.nearDuplicateCosine }
            gains.sort { $0.gain > $1.gain }
        }
        return picked
    }

    /// σ²: half the median squared distance between images, shrinking with the labels.
    private func kernelWidth(_ embeddings: Matrix, labels: Int, _ generator: inout SeededGenerator) -> Float {
        let sample = embeddings.gatheringRows(
            Array(generator.shuffled(0..<embeddings.rows).prefix(Self.distanceSample)))
        let start = Self.labelsBeforeShrinking
        let shrink = (start / max(Float(labels), start)).squareRoot().squareRoot()
        return max(Float.leastNormalMagnitude, widthShare * medianSquaredDistance(sample) * shrink)
    }
}

extension ScoredPool {
    /// Σ_c √(p_c(x)·p_c(s)) between two lists of rows, by the active head: in [0, 1]. Bhattacharyya (1943).
    fileprivate func answerAffinity(_ left: [Int], _ right: [Int]) -> Matrix {
        func roots(_ rows: [Int]) -> Matrix {
            var matrix = probabilities.gatheringRows(rows)
            for index in matrix.elements.indices { matrix.elements[index] = matrix.elements[index].squareRoot() }
            return matrix
        }
        return roots(left).times(transposed: roots(right))
    }
}

extension Matrix {
    /// Element by element.
    fileprivate func scaled(by other: Matrix) -> Matrix {
        var result = self
        for index in result.elements.indices { result.elements[index] *= other.elements[index] }
        return result
    }
}
