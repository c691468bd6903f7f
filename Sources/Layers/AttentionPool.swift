package import LinearAlgebra

/// CLIP's attention pool over the last feature map of a ResNet, frozen: the mean of all positions asks them. Radford et al.,
/// 2021, §2.4. A tower ends with it, and multi-level fusion takes gradients back through it.
///
/// Only the mean token asks, so the key and value matrices are never applied to every position: with one query
/// qᵀ(K t) = (Kᵀq)ᵀt, and Σ aₜ(V t) = V(Σ aₜ t). That is the same function with a thirtieth of the products. The bias of the
/// keys adds one number to all scores of a query, which softmax ignores.
package struct AttentionPool: Sendable, Equatable {
    /// (positions + 1, W): the mean token's first.
    package let positional: Matrix
    /// (W, W) each, as (outputs, inputs).
    package let query: Matrix
    package let key: Matrix
    package let value: Matrix
    /// (D, W).
    package let output: Matrix
    package let queryBias: [Float]
    package let keyBias: [Float]
    package let valueBias: [Float]
    package let outputBias: [Float]
    package let heads: Int

    package init(
        positional: Matrix, query: Matrix, key: Matrix, value: Matrix, output: Matrix, queryBias: [Float],
        keyBias: [Float], valueBias: [Float], outputBias: [Float], heads: Int
    ) {
        let width = positional.columns
        for matrix in [query, key, value] { precondition(matrix.rows == width && matrix.columns == width) }
        precondition(output.columns == width && outputBias.count == output.rows)
        precondition(queryBias.count == width && keyBias.count == width && valueBias.count == width)
        precondition(heads > 0 && width % heads == 0, "\(heads) heads do not divide a width of \(width)")
        self.positional = positional
        self.query = query
        self.key = key
        self.value = value
        self.output = output
        self.queryBias = queryBias
        self.keyBias = keyBias
        self.valueBias = valueBias
        self.outputBias = outputBias
        self.heads = heads
    }

    /// P.
    package var positions: Int { positional.rows - 1 }
    /// D.
    package var embedding: Int { output.rows }
    /// W.
    package var width: Int { positional.columns }
    private var headWidth: Int { width / heads }
    /// The scores are divided by the root of a head's width.
    private var scale: Float { 1 / Float(headWidth).squareRoot() }

    /// What one batch leaves for backward.
    package struct Trace {
        /// t: the mean token and the positions, with their embeddings: (images·(P+1), W).
        let tokens: Rows
        /// The query, and later its gradient: (images, W).
        let queries: Rows
        /// u = Kᵀq a head: (images·heads, W).
        let probes: Rows
        /// a: (images·heads, P+1).
        let attention: Rows
        /// Σ aₜ t a head: (images·heads, W).
        let context: Rows
        /// All heads side by side: (images, W).
        let joined: Rows

        package init(_ pool: AttentionPool, images: Int, _ arena: inout Arena) {
            let (width, tokenCount, heads) = (pool.width, pool.positions + 1, pool.heads)
            tokens = arena.rows(images * tokenCount, width)
            queries = arena.rows(images, width)
            probes = arena.rows(images * heads, width)
            attention = arena.rows(images * heads, tokenCount)
            context = arena.rows(images * heads, width)
            joined = arena.rows(images, width)
        }
    }

    /// Where backward keeps the gradients of the context and of the attention.
    package struct Gradients {
        let context: Rows
        let attention: Rows

        package init(_ pool: AttentionPool, images: Int, _ arena: inout Arena) {
            context = arena.rows(images * pool.heads, pool.width)
            attention = arena.rows(images * pool.heads, pool.positions + 1)
        }
    }

    // MARK: Forward

    /// e ← W_o·(Σ aₜ·V tₜ) + b_o with a = softmax(qᵀK t / √d), q = Q t₀ + b_q. x: (images·P, W); e: (images, D).
    package func forward(_ x: Rows, _ trace: Trace, into enhanced: Rows, by workers: Workers = .all) {
        let images = enhanced.count
        debugPrecondition(x.count == images * positions && x.width == width, "\(x.count) positions of \(images) images")
        workers.each(images) { image in
            setTokens(x.rows(image * positions..<(image + 1) * positions), trace.tokens.rows(tokenRows(of: image)))
        }
        query.withRows { trace.queries.set(trace.tokens.every(positions + 1), timesTransposed: $0, by: workers) }
        trace.queries.add(queryBias)
        key.withRows { key in
            workers.each(heads) { head in
                let slice = headColumns(of: head)
                trace.probes.every(heads, from: head)
                    .set(trace.queries.columns(slice), times: key.rows(slice), alpha: scale, by: .callingThread)
            }
        }
        workers.each(images) { image in
            let (ofHeads, tokens) = (headRows(of: image), trace.tokens.rows(tokenRows(of: image)))
            let attention = trace.attention.rows(ofHeads)
            attention.set(trace.probes.rows(ofHeads), timesTransposed: tokens, by: .callingThread)
            attention.softmax()
            trace.context.rows(ofHeads).set(attention, times: tokens, by: .callingThread)
        }
        value.withRows { value in
            workers.each(heads) { head in
                let slice = headColumns(of: head)
                trace.joined.columns(slice)
                    .set(
                        trace.context.every(heads, from: head), timesTransposed: value.rows(slice),
                        by: .callingThread)
            }
        }
        trace.joined.add(valueBias)
        output.withRows { enhanced.set(trace.joined, timesTransposed: $0, by: workers) }
        enhanced.add(outputBias)
    }

    /// x: one image's positions, (P, W); tokens: (P + 1, W), their mean first, each with its embedding.
    private func setTokens(_ x: Rows, _ tokens: Rows) {
        positional.withRows { positional in
            let mean = tokens[row: 0]
            mean.update(repeating: 0, count: width)
            for position in 0..<positions {
                let (from, to) = (x[row: position], tokens[row: position + 1])
                let place = positional[row: position + 1]
                for column in 0..<width {
                    mean[column] += from[column]
                    to[column] = from[column] + place[column]
                }
            }
            let place = positional[row: 0]
            for column in 0..<width { mean[column] = mean[column] / Float(positions) + place[column] }
        }
    }

    // MARK: Backward

    /// Takes ∂/∂e, (images, D), back to the positions: ∂/∂x, (images·P, W). The trace is spent.
    package func backward(_ gradient: Rows, _ trace: Trace, _ gradients: Gradients, into x: Rows) {
        let images = gradient.count
        output.withRows { trace.joined.set(gradient, times: $0) }
        value.withRows { value in
            Workers.all.each(heads) { head in
                let slice = headColumns(of: head)
                gradients.context.every(heads, from: head).set(
                    trace.joined.columns(slice), times: value.rows(slice), by: .callingThread)
            }
        }
        Workers.all.each(images) { image in
            let (ofHeads, tokens) = (headRows(of: image), trace.tokens.rows(tokenRows(of: image)))
            let (attention, ofAttention) = (trace.attention.rows(ofHeads), gradients.attention.rows(ofHeads))
            let ofContext = gradients.context.rows(ofHeads)
            ofAttention.set(ofContext, timesTransposed: tokens, by: .callingThread)
            throughSoftmax(attention, ofAttention)
            // The context is spent: its place takes the gradient of the probes.
            trace.context.rows(ofHeads).set(ofAttention, times: tokens, by: .callingThread)
            // A token is read as a value by its attention and as a key by its score; its place takes its gradient.
            tokens.set(transposed: attention, times: ofContext)
            tokens.set(transposed: ofAttention, times: trace.probes.rows(ofHeads), plus: 1)
        }
        key.withRows { key in
            Workers.all.each(heads) { head in
                let slice = headColumns(of: head)
                trace.queries.columns(slice)
                    .set(
                        trace.context.every(heads, from: head), timesTransposed: key.rows(slice), alpha: scale,
                        by: .callingThread)
            }
        }
        query.withRows { trace.tokens.every(positions + 1).set(trace.queries, times: $0, plus: 1) }
        Workers.all.each(images) { image in
            let tokens = trace.tokens.rows(tokenRows(of: image))
            for position in 0..<positions {
                let (target, from, mean) = (
                    x[row: image * positions + position], tokens[row: position + 1], tokens[row: 0]
                )
                for column in 0..<width { target[column] = from[column] + mean[column] / Float(positions) }
            }
        }
    }

    /// ∂/∂a becomes ∂/∂score = a·(∂/∂a − Σ a·∂/∂a).
    private func throughSoftmax(_ attention: Rows, _ gradient: Rows) {
        for row in 0..<attention.count {
            var along: Float = 0
            for token in 0..<attention.width { along += attention[row, token] * gradient[row, token] }
            for token in 0..<attention.width {
                gradient[row, token] = attention[row, token] * (gradient[row, token] - along)
            }
        }
    }

    /// Which tokens are an image's.
    private func tokenRows(of image: Int) -> Range<Int> { image * (positions + 1)..<(image + 1) * (positions + 1) }

    /// Which rows among (images·heads) are an image's.
    private func headRows(of image: Int) -> Range<Int> { image * heads..<(image + 1) * heads }

    /// Which columns are a head's.
    private func headColumns(of head: Int) -> Range<Int> { head * headWidth..<(head + 1) * headWidth }
}
