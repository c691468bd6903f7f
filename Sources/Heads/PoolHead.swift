package import LinearAlgebra
package import ProjectModel

extension Head {
    package static let poolHead = Head(declaredAs: "pool")
}

/// A head that learns from the labelled images and from those that nobody labelled.
///
/// ln p(x) = a·ln p₀(x) + b·ln p_l(x) + c·τ·G(x) − ln Z: p₀ is plain CLIP, p_l the linear probe held to it, and G says how the classes lie
/// in the pool (`TwoCovariance`), found by expectation-maximisation over it (`PoolFit`); τ, from 0 to 0.3, grows with the images that the
/// median class can expect. The powers a, b, c are those of an opinion pool (`OpinionPool`), fitted to what fits to other labels
/// say of the labelled images, so that none of the three is believed more than it deserves: from 0.7/T, 0.3/T and 1/T on with
/// T = 1 + 8·τ, and from 0.7, 0.3 and 0 on where the median class expects fewer than ten images. Without a label it is
/// softmax((s + τ·G) / T), there plain CLIP. New images need no fit.
///
/// What it takes from CLIP's logits is Δs = s − (ln p_l + τ·G), before any power; without a label −τ·G.
///
/// *Range*: any log-odds. *When*: from the first minute on, by default. *Source*: the two-covariance model (Ioffe, ECCV 2006) on soft
/// answers, as a mixture that is fitted to labelled and unlabelled data together (Nigam, McCallum, Thrun, Mitchell, Machine
/// Learning 39 (2000)).
package struct PoolHead: HeadModel {
    package static let head = Head.poolHead
    package static let page = "Pool"
    package static let evidence = "Without a label it is 3 points above zero-shot on the sample of metal surfaces"
    package static let complexity = 25

    /// Images that the median class must expect in the pool for its answers to count before labels speak for them.
    package static let expectedImages = 10.0

    private let isOpen: Bool
    let fit: PoolFit
    let model: Deferred<TwoCovariance>
    private let powers: Deferred<[Double]>
    private let leftOut: Deferred<Matrix>

    package init(_ labels: LabelledPool) {
        let (pool, labelled) = (labels.pool, labels.labelled)
        let fit = Self.fit(pool, LinearProbe(labels), labelled)
        let prior = Self.prior(trust: fit.trust, isOpen: pool.medianExpected >= Self.expectedImages)
        let opinions = Deferred { Self.leftOutOpinions(pool, labelled) }
        isOpen = pool.medianExpected >= Self.expectedImages
        self.fit = fit
        model = Deferred { fit.model() }
        powers = Deferred { Self.powers(opinions.value, labelled.labels, prior) }
        leftOut = Deferred { Self.leftOutAnswers(opinions.value, labelled, prior) }
    }

    private static func fit(_ pool: PoolImages, _ base: LinearProbe, _ labelled: LabelledFeatures) -> PoolFit {
        PoolFit(
            pool, base: labelled.count == 0 ? nil : base.scores, places: labelled.places,
            labels: labelled.labels, trust: PoolFit.trust(expected: pool.medianExpected))
    }

    /// T = 1 + 8·τ: coordinates depend on one another, so that all together are too sure, the more the more they are believed.
    private static func temperature(trust: Float) -> Float { 1 + 8 * trust }

    /// Fits it now rather than when it is first asked.
    package func prepare() { _ = model.value }

    package func logits(of images: HeadAnswers) -> Matrix {
        guard fit.base != nil else {
            guard isOpen else { return images.zeroShot }
            // s − Δs is s + τ·G but for what all classes share.
            var scores = images.zeroShot.minus(images.poolDeltaS)
            scores.scale(by: 1 / Self.temperature(trust: fit.trust))
            return scores
        }
        let probe = images.logits(of: .linearProbe)
        return Self.answers(
            [images.zeroShot.logSoftmax(), probe, images.zeroShot.minus(images.poolDeltaS).minus(probe)], powers.value)
    }

    /// Δs(x) = s − (l + τ·G), centred over the classes, in logits: (images, C).
    func deltaS(of images: HeadAnswers) -> Matrix {
        let (base, trust, mean, model) = (fit.base, fit.trust, fit.pool.mean, model.value)
        return images.byBlocks { embeddings, zeroShot in
            var corrected = base?(embeddings, zeroShot) ?? zeroShot
            model.add(trust, likelihoodOf: embeddings.subtracting(row: mean), to: &corrected)
            return zeroShot.minus(corrected).centredRows()
        }
    }

    // MARK: The opinion pool

    /// How plain CLIP and the linear probe share what is not the pool's, before any label speaks.
    private static let zeroShotShare = 0.7
    /// Labels that this prior counts for.
    private static let priorStrength = 10.0

    /// a, b and c before any label speaks.
    private static func prior(trust: Float, isOpen: Bool) -> [Double] {
        let shares = [zeroShotShare, 1 - zeroShotShare, 1]
        guard isOpen else { return [shares[0], shares[1], 0] }
        return shares.map { $0 / Double(temperature(trust: trust)) }
    }

    private static func powers(_ opinions: [Matrix], _ truth: [Int], _ prior: [Double]) -> [Double] {
        OpinionPool.powers(opinions, truth: truth, prior: prior, strength: priorStrength, smallest: [0, 0, 0])
    }

    private static func answers(_ opinions: [Matrix], _ powers: [Double]) -> Matrix {
        var scores = Matrix(rows: opinions[0].rows, columns: opinions[0].columns)
        for (opinion, power) in zip(opinions, powers) { scores.add(opinion, times: Float(power)) }
        return scores.logSoftmax()
    }

    /// Of a large pool the fits without some labels see a part: enough to tell how far each opinion may be believed.
    private static let imagesWithoutLabels = 5_000
    /// Six come to the same.
    private static let roundsWithoutLabels = 2

    /// ln p₀, ln p_l and τ·G of each labelled image, by fits to four fifths of the others, to which it is an image like those that
    /// nobody labelled: (n, C) each.
    private static func leftOutOpinions(_ pool: PoolImages, _ labelled: LabelledFeatures) -> [Matrix] {
        let zeroShot = labelled.zeroShot.logSoftmax()
        let nothing = Matrix(rows: zeroShot.rows, columns: zeroShot.columns)
        return [zeroShot]
            + labelled.leavingOut([zeroShot, nothing]) { others, asked in
                let base = LinearProbe(others, geometry: pool.geometry)
                let fit = Self.fit(pool, base, others)
                var likelihood = Matrix(rows: asked.count, columns: zeroShot.columns)
                fit.model(rounds: roundsWithoutLabels, most: imagesWithoutLabels).add(
                    fit.trust, likelihoodOf: asked.embeddings.subtracting(row: pool.mean), to: &likelihood)
                return [
                    base.logProbabilities(asked.embeddings, zeroShot: asked.zeroShot), likelihood.centredRows(),
                ]
            }
    }

    /// By powers that were fitted to other images too.
    private static func leftOutAnswers(
        _ opinions: [Matrix], _ labelled: LabelledFeatures, _ prior: [Double]
    ) -> Matrix {
        var answers = opinions[0]
        labelled.leavingPartsOut { others, own in
            let fitted = powers(
                opinions.map { $0.gatheringRows(others) }, others.map { labelled.labels[$0] }, prior)
            answers.replaceRows(own, by: Self.answers(opinions.map { $0.gatheringRows(own) }, fitted))
        }
        return answers
    }

    package static func leftOut(_ fits: HeadFits) -> LeftOut { .answers(fits.fit(PoolHead.self).leftOut.value) }
}
