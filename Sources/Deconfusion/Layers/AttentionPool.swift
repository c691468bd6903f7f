package import LinearAlgebra

/// CLIP's attention pool over the last feature map of a ResNet, frozen. Radford et al. 2021, §2.4.
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

    package var positions: Int { positional.rows - 1 }
    private var width: Int { positional.columns }
    private var headWidth: Int { width / heads }
    /// The scores are divided by the root of a head's width.
    private var scale: Float { 1 / Float(headWidth).squareRoot() }

    /// What the way back needs of the way forward, for one batch.
    struct Trace {
        /// t: the mean token and the positions, with their embeddings: (images·(P+1), W).
        let tokens: Rows
        /// The query, and later its gradient: (images, W).
        let queries: Rows
        /// u = Kᵀq a head: (images, heads·W), seen also as (images·heads, W).
        let probes: Rows
        /// a: (images·heads, P+1).
        let attention: Rows
        /// Σ aₜ t a head: (images·heads, W).
        let context: Rows
        /// All heads side by side: (images, W).
        let joined: Rows
        /// Gradients of `context`, then of `probes`; and of the attention.
        let contextGradient: Rows
        let attentionGradient: Rows

        init(_ pool: AttentionPool, images: Int, _ arena: inout Arena) {
            let (width, tokenCount, heads) = (pool.width, pool.positions + 1, pool.heads)
            tokens = arena.rows(images * tokenCount, width)
            queries = arena.rows(images, width)
            probes = arena.rows(images * heads, width)
            attention = arena.rows(images * heads, tokenCount)
            context = arena.rows(images * heads, width)
            joined = arena.rows(images, width)
            contextGradient = arena.rows(images * heads, width)
            attentionGradient = arena.rows(images * heads, tokenCount)
        }
    }

    /// x: (images·P, W). Sets e: (images, D).
    func forward(_ x: Rows, _ trace: Trace, into enhanced: Rows) {
        let images = enhanced.count
        let tokenCount = positions + 1
        for image in 0..<images {
            let tokens = trace.tokens.rows(image * tokenCount..<(image + 1) * tokenCount)
            for column in 0..<width {
                var sum: Float = 0
                for position in 0..<positions {
                    let value = x[image * positions + position, column]
                    sum += value
                    tokens[position + 1, column] = value + positional[position + 1, column]
                }
                tokens[0, column] = sum / Float(positions) + positional[0, column]
            }
        }
        query.withRows { trace.queries.set(meanTokens(trace.tokens), timesTransposed: $0) }
        add(queryBias, to: trace.queries)
        key.withRows { key in
            forEachHead { head, slice in
                probe(trace.probes, of: head).set(trace.queries.columns(slice), times: key.rows(slice), alpha: scale)
            }
        }
        forEachImage(images) { ofHeads, ofTokens in
            trace.attention.rows(ofHeads).set(trace.probes.rows(ofHeads), timesTransposed: trace.tokens.rows(ofTokens))
        }
        softmax(trace.attention)
        forEachImage(images) { ofHeads, ofTokens in
            trace.context.rows(ofHeads).set(trace.attention.rows(ofHeads), times: trace.tokens.rows(ofTokens))
        }
        value.withRows { value in
            forEachHead { head, slice in
                trace.joined.columns(slice).set(probe(trace.context, of: head), timesTransposed: value.rows(slice))
            }
        }
        add(valueBias, to: trace.joined)
        output.withRows { enhanced.set(trace.joined, timesTransposed: $0) }
        add(outputBias, to: enhanced)
    }

    /// `gradient`: ∂/∂e. Sets ∂/∂x: (images·P, W).
    func backward(_ gradient: Rows, _ trace: Trace, into x: Rows) {
        let images = gradient.count
        let tokenCount = positions + 1
        output.withRows { trace.joined.set(gradient, times: $0) }
        value.withRows { value in
            forEachHead { head, slice in
                probe(trace.contextGradient, of: head).set(trace.joined.columns(slice), times: value.rows(slice))
            }
        }
        forEachImage(images) { ofHeads, ofTokens in
            trace.attentionGradient.rows(ofHeads)
                .set(trace.contextGradient.rows(ofHeads), timesTransposed: trace.tokens.rows(ofTokens))
        }
        // Through the softmax: ∂/∂score = a·(∂/∂a − Σ a·∂/∂a).
        for row in 0..<images * heads {
            var along: Float = 0
            for token in 0..<tokenCount { along += trace.attention[row, token] * trace.attentionGradient[row, token] }
            for token in 0..<tokenCount {
                trace.attentionGradient[row, token] =
                    trace.attention[row, token] * (trace.attentionGradient[row, token] - along)
            }
        }
        // The context is spent: its place takes the gradient of the probes.
        forEachImage(images) { ofHeads, ofTokens in
            trace.context.rows(ofHeads).set(trace.attentionGradient.rows(ofHeads), times: trace.tokens.rows(ofTokens))
        }
        // A token is read as a value by its attention and as a key by its score; its place takes its gradient.
        forEachImage(images) { ofHeads, ofTokens in
            let tokens = trace.tokens.rows(ofTokens)
            tokens.set(transposed: trace.attention.rows(ofHeads), times: trace.contextGradient.rows(ofHeads))
            tokens.set(transposed: trace.attentionGradient.rows(ofHeads), times: trace.probes.rows(ofHeads), plus: 1)
        }
        key.withRows { key in
            forEachHead { head, slice in
                trace.queries.columns(slice)
                    .set(probe(trace.context, of: head), timesTransposed: key.rows(slice), alpha: scale)
            }
        }
        query.withRows { meanTokens(trace.tokens).set(trace.queries, times: $0, plus: 1) }
        for image in 0..<images {
            let tokens = trace.tokens.rows(image * tokenCount..<(image + 1) * tokenCount)
            for position in 0..<positions {
                for column in 0..<width {
                    x[image * positions + position, column] =
                        tokens[position + 1, column] + tokens[0, column] / Float(positions)
                }
            }
        }
    }

    /// Every image's mean token.
    private func meanTokens(_ tokens: Rows) -> Rows {
        Rows(tokens.base, count: tokens.count / (positions + 1), width: width, stride: (positions + 1) * width)
    }

    /// One head's rows among (images·heads, W).
    private func probe(_ rows: Rows, of head: Int) -> Rows {
        Rows(rows.base + head * width, count: rows.count / heads, width: width, stride: heads * width)
    }

    private func forEachHead(_ body: (_ head: Int, _ slice: Range<Int>) -> Void) {
        for head in 0..<heads { body(head, head * headWidth..<(head + 1) * headWidth) }
    }

    private func forEachImage(_ images: Int, _ body: (_ ofHeads: Range<Int>, _ ofTokens: Range<Int>) -> Void) {
        for image in 0..<images {
            body(image * heads..<(image + 1) * heads, image * (positions + 1)..<(image + 1) * (positions + 1))
        }
    }

    private func add(_ bias: [Float], to rows: Rows) {
        for row in 0..<rows.count {
            for column in 0..<rows.width { rows[row, column] += bias[column] }
        }
    }
}
