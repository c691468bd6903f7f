internal import Glibc
internal import Layers
internal import LinearAlgebra

/// The heads for one batch: the MLP head, ICD (§3.3) and ALF (§3.4), from e(x) and the zero-shot logits s(x).
///
///     s_MAF = MLP(e)
///     Δs    = −A3(A1(s) + A2(e)),   ŝ_ICD = s − Δs
///     α     = σ(gate(e)),           s_ALF = α·s_MAF + (1 − α)·ŝ_ICD
struct LogitHeads {
    private let network: Network
    private let trunk: HiddenLayer.Trace
    private let a1: HiddenLayer.Trace
    private let a3: HiddenLayer.Trace
    /// A1(s) + A2(e), and its gradient: (images, D). Only while learning.
    private let joined: Rows
    private let joinedGradient: Rows
    /// (images, classes) each; `correction` is −Δs.
    let maf: Rows
    let correction: Rows
    let icd: Rows
    let alf: Rows
    /// α: (images, 1).
    let gate: Rows
    private let mafGradient: Rows
    private let icdGradient: Rows
    private let alfGradient: Rows
    private let gateGradient: Rows

    init(_ network: Network, images: Int, _ arena: inout Arena) {
        let embedding = network.trunk.linear.inputs
        let classes = network.mlpOutput.outputs
        self.network = network
        trunk = HiddenLayer.Trace(images, network.trunk.linear.outputs, &arena)
        a1 = HiddenLayer.Trace(images, embedding, &arena)
        a3 = HiddenLayer.Trace(images, embedding, &arena)
        joined = arena.rows(images, embedding)
        joinedGradient = arena.rows(images, embedding)
        maf = arena.rows(images, classes)
        correction = arena.rows(images, classes)
        icd = arena.rows(images, classes)
        alf = arena.rows(images, classes)
        gate = arena.rows(images, 1)
        mafGradient = arena.rows(images, classes)
        icdGradient = arena.rows(images, classes)
        alfGradient = arena.rows(images, classes)
        gateGradient = arena.rows(images, 1)
    }

    /// Sets the logits of every head. zeroShot: s, (images, classes); enhanced: e, (images, D).
    func forward(_ zeroShot: Rows, _ enhanced: Rows) {
        let workers = network.workers
        let (mlp, a2) = (trunk.output.columns(network.mlpColumns), trunk.output.columns(network.a2Columns))
        network.trunk.forward(enhanced, trunk, by: workers)
        network.mlpOutput.forward(mlp, into: maf, by: workers)

        network.a1.forward(zeroShot, a1, by: workers)
        switch network.junction {
        case .learning(let a1Output, let a2Output, let a3Hidden):
            a1Output.forward(a1.output, into: joined, by: workers)
            a2Output.forward(a2, into: joined, isAdded: true, by: workers)
            a3Hidden.forward(joined, a3, by: workers)
        case .resting(let fromA1, let fromA2):
            fromA1.forward(a1.output, into: a3.output, by: workers)
            fromA2.forward(a2, into: a3.output, epilogue: .relu, isAdded: true, by: workers)
        }
        network.a3Output.forward(a3.output, into: correction, by: workers)
        icd.add(correction, weight: 1, to: zeroShot)

        network.gateOutput.forward(trunk.output.columns(network.gateColumns), into: gate, by: workers)
        for image in 0..<gate.count {
            let trust = 1 / (1 + exp(-gate[image, 0]))
            gate[image, 0] = trust
            for column in 0..<alf.width {
                alf[image, column] = trust * maf[image, column] + (1 - trust) * icd[image, column]
            }
        }
    }

    /// The losses of the logits just set, and their gradients with respect to every head.
    func loss(_ zeroShot: Rows, _ labels: [Int], _ weights: LossWeights) -> Losses {
        var losses = Losses()
        losses.crossEntropyMAF = crossEntropy(maf, labels, gradient: mafGradient)
        losses.crossEntropyICD = crossEntropy(icd, labels, gradient: icdGradient)
        losses.crossEntropyALF = crossEntropy(alf, labels, gradient: alfGradient)
        losses.similarityMAF = similarity(maf, to: zeroShot, weight: weights.similarityMAF, gradient: mafGradient)
        losses.similarityICD = similarity(icd, to: zeroShot, weight: weights.similarityICD, gradient: icdGradient)
        // The fused logits hand their gradient on to both heads and to the gate, through its sigmoid.
        for image in 0..<gate.count {
            let trust = gate[image, 0]
            var along: Float = 0
            for column in 0..<alf.width {
                let gradient = alfGradient[image, column]
                along += gradient * (maf[image, column] - icd[image, column])
                mafGradient[image, column] += trust * gradient
                icdGradient[image, column] += (1 - trust) * gradient
            }
            gateGradient[image, 0] = along * trust * (1 - trust)
        }
        return losses
    }

    /// Takes the heads' gradients back to ∂/∂e, (images, D); returns what the weight matrices need.
    func backward(
        _ zeroShot: Rows, _ enhanced: Rows, into enhancedGradient: Rows, _ optimizer: Optimizer
    ) -> [WeightGradient] {
        guard case .learning(let a1Output, let a2Output, let a3Hidden) = network.junction else {
            preconditionFailure("a network at rest does not learn")
        }
        // ŝ_ICD = s + correction: both have one gradient.
        network.a3Output.backward(icdGradient, into: a3.gradient)
        a3Hidden.backward(a3, optimizer)
        a3Hidden.linear.backward(a3.normalized, into: joinedGradient)

        a1Output.backward(joinedGradient, into: a1.gradient)
        network.a1.backward(a1, optimizer)

        let (mlp, a2, gated) = (network.mlpColumns, network.a2Columns, network.gateColumns)
        network.mlpOutput.backward(mafGradient, into: trunk.gradient.columns(mlp))
        a2Output.backward(joinedGradient, into: trunk.gradient.columns(a2))
        network.gateOutput.backward(gateGradient, into: trunk.gradient.columns(gated))
        network.trunk.backward(trunk, optimizer)
        network.trunk.linear.backward(trunk.normalized, into: enhancedGradient)

        return [
            network.trunk.weightGradient(trunk, of: enhanced),
            network.mlpOutput.weightGradient(mafGradient, of: trunk.output.columns(mlp)),
            a2Output.weightGradient(joinedGradient, of: trunk.output.columns(a2)),
            network.gateOutput.weightGradient(gateGradient, of: trunk.output.columns(gated)),
            network.a1.weightGradient(a1, of: zeroShot),
            a1Output.weightGradient(joinedGradient, of: a1.output),
            a3Hidden.weightGradient(a3, of: joined),
            network.a3Output.weightGradient(icdGradient, of: a3.output),
        ]
    }
}
