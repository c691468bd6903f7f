package import Languages
package import ProjectModel

/// What a person writes down about a project: the content of `miwake.yaml`.
package struct ProjectFile: Sendable, Equatable {
    /// The newest version of the format, and the only one so far.
    package static let newestVersion = 1

    /// In project order: the order of the columns of every matrix, and of the class colours.
    package var classes: [ClassDefinition]
    /// Templates for classes without their own; `{}` stands for the prompt name.
    package var prompts: [String]
    package var images: Images
    /// What the image folder passes over, in place of the usual patterns where the file says so.
    package var exclude: [ExcludePattern]
    /// Which pictures in doubt are used anyway.
    package var useAnyway: UseAnyway
    /// Which part of an image's path names its part or lot.
    package var group: PathPattern?
    /// Which part of an image's path names its camera or line.
    package var source: PathPattern?
    /// Where the features come from; nil as long as neither was chosen.
    package var features: Features?
    /// What one part costs, (truth, decision) in project order; the diagonal may be other than 0.
    package var costs: [[Double]]?
    /// How often each class occurs on the real line, in project order; they sum to 1.
    package var priors: [Double]?
    /// The seed from which everything random in the project derives.
    package var seed: UInt64
    package var reserve: Reserve
    package var labelling: Labelling
    /// How strongly the estimator is held to what CLIP knows.
    package var estimator: Similarity
    /// From a command's name to the key, or keys with spaces between, that replace its own.
    package var keys: [String: String]
    /// A theme's name or file; nil leaves it to the terminal.
    package var theme: String?
    /// nil leaves it to the locale.
    package var language: Language?

    package enum Images: Sendable, Equatable {
        /// Absolute, or relative to the project folder.
        case folder(String)
        /// The project lives on imported features alone.
        case none
    }

    /// A picture is in doubt where rows of it are missing or wrong, or where nobody knows how bright it is.
    package enum UseAnyway: Sendable, Equatable {
        /// Paths below the image folder.
        case these([String])
        case all
    }

    package enum Features: Sendable, Equatable {
        /// Read from files; `logitScale` is the factor before the cosines (CLIP's exp(logit_scale)), unless the import names
        /// another.
        case imported(logitScale: Double)
        /// A CLIP checkpoint, and the vocabulary where it does not lie beside the weights; both absolute or relative to the
        /// project folder.
        case checkpoint(String, vocabulary: String? = nil)
    }

    /// How much is set aside for the audit when the project is set up. Later changes do not move the reserve.
    package struct Reserve: Sendable, Equatable {
        package static let largestFraction = 0.5
        /// In 0…0.5.
        package var fraction: Double
        package var maximum: Int

        package init(fraction: Double = 0.2, maximum: Int = 300) {
            self.fraction = fraction
            self.maximum = maximum
        }
    }

    package struct Labelling: Sendable, Equatable {
        /// A retrain starts by itself after this many changes of labels in training; nil only on request.
        package var retrainEvery: Int?
        /// How many labels in training a class should get.
        package var targetPerClass: Int

        package init(retrainEvery: Int? = 5, targetPerClass: Int = 16) {
            self.retrainEvery = retrainEvery
            self.targetPerClass = targetPerClass
        }
    }

    /// λ of the two similarity losses: how strongly training is held to plain CLIP. 0 lets go of it; the paper's is 1.
    package struct Similarity: Sendable, Equatable {
        /// From here on nothing would be learnt: only a mistake is larger.
        package static let largest = 1_000.0
        /// λ₁, of s_MAF.
        package var lambdaMAF: Double
        /// λ₂, of ŝ_ICD.
        package var lambdaICD: Double

        package init(lambdaMAF: Double = 1, lambdaICD: Double = 1) {
            self.lambdaMAF = lambdaMAF
            self.lambdaICD = lambdaICD
        }
    }

    /// CLIP's own template.
    package static let defaultPrompt = "a photo of a {}"
    /// CLIP's trained exp(logit_scale), to which all its published models are clipped.
    package static let defaultLogitScale = 100.0

    /// Class names lose the white space around them and take Unicode normalisation form C, as they do in a parsed file.
    package init(
        classes: [ClassDefinition], prompts: [String] = [ProjectFile.defaultPrompt], images: Images,
        exclude: [ExcludePattern] = ExcludePattern.usual, useAnyway: UseAnyway = .these([]), group: PathPattern? = nil,
        source: PathPattern? = nil,
        features: Features? = nil, costs: [[Double]]? = nil,
        priors: [Double]? = nil, seed: UInt64 = 1, reserve: Reserve = Reserve(), labelling: Labelling = Labelling(),
        estimator: Similarity = Similarity(),
        keys: [String: String] = [:], theme: String? = nil, language: Language? = nil
    ) {
        self.classes = classes.map { definition in
            var definition = definition
            definition.name = definition.name.asName
            definition.promptName = definition.promptName?.asName
            return definition
        }
        self.prompts = prompts
        self.images = images
        self.exclude = exclude
        self.useAnyway = useAnyway
        self.group = group
        self.source = source
        self.features = features
        self.costs = costs
        self.priors = priors
        self.seed = seed
        self.reserve = reserve
        self.labelling = labelling
        self.estimator = estimator
        self.keys = keys
        self.theme = theme
        self.language = language
    }

    /// The templates of one class: its own, or the project's.
    package func prompts(of definition: ClassDefinition) -> [String] {
        definition.prompts.isEmpty ? prompts : definition.prompts
    }

    /// Whether a picture is used although it is in doubt.
    ///
    /// - Parameter path: below the image folder; nil for a picture that does not belong to the project.
    package func usesAnyway(_ path: String?) -> Bool {
        switch useAnyway {
        case .all: true
        case .these(let paths): path.map(paths.contains) ?? false
        }
    }

    /// What the text encoder reads for one class: its templates with the prompt name in them.
    package func texts(of definition: ClassDefinition) -> [String] {
        prompts(of: definition).map {
            $0.replacing("{}", with: definition.promptName ?? definition.name)
        }
    }
}
