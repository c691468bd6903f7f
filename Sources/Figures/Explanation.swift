package import ProjectModel

/// Why the model answers as it does for one image: the figures behind the *why* panel.
package struct Explanation: Sendable, Equatable {
    package var image: ImageID
    /// One row per class, in project order.
    package var rows: [Row]
    /// The gate of the fused head: the weight of `s_MAF`; nil where Δs is the pool's.
    package var alpha: Float?
    /// λ of the similarity losses of the round; nil where Δs is the pool's.
    package var lambdas: Lambdas?
    /// The head whose probabilities `rows` carries; plain CLIP where there is no other.
    package var head: Head
    /// The nearest labelled images outside the reserve, nearest first.
    package var neighbours: [Neighbour]

    /// The figures of one class, in logits but for the probabilities.
    package struct Row: Sendable, Equatable {
        /// s, CLIP's own logit.
        package var zeroShot: Float
        /// Δs, the estimated confusion; nil where neither an estimator nor the pool says anything.
        package var confusion: Float?
        /// ŝ = s − Δs; nil where Δs is.
        package var corrected: Float?
        /// s_MAF; nil where Δs is the pool's.
        package var adapter: Float?
        /// Of CLIP alone.
        package var zeroShotProbability: Float
        /// Of the head in use.
        package var probability: Float

        package init(
            zeroShot: Float, confusion: Float?, corrected: Float?, adapter: Float?, zeroShotProbability: Float,
            probability: Float
        ) {
            self.zeroShot = zeroShot
            self.confusion = confusion
            self.corrected = corrected
            self.adapter = adapter
            self.zeroShotProbability = zeroShotProbability
            self.probability = probability
        }
    }

    package struct Lambdas: Sendable, Equatable {
        package var maf: Float
        package var icd: Float

        package init(maf: Float, icd: Float) {
            self.maf = maf
            self.icd = icd
        }
    }

    package struct Neighbour: Sendable, Equatable {
        package var image: ImageID
        package var path: String
        package var label: ClassID
        /// Cosine of the image embeddings.
        package var similarity: Float

        package init(image: ImageID, path: String, label: ClassID, similarity: Float) {
            self.image = image
            self.path = path
            self.label = label
            self.similarity = similarity
        }
    }

    package init(
        image: ImageID, rows: [Row], alpha: Float?, lambdas: Lambdas?, head: Head, neighbours: [Neighbour]
    ) {
        self.image = image
        self.rows = rows
        self.alpha = alpha
        self.lambdas = lambdas
        self.head = head
        self.neighbours = neighbours
    }
}
