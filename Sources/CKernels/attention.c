#include "attention.h"
#include "encoder.h"
#include "product.h"

enum {
    /// Queries whose scores are alive at a time, at most.
    QUERIES = 48
};

/// `count` filled up to whole panels.
static ptrdiff_t padded(ptrdiff_t count) {
    return (count + MIWAKE_NR - 1) / MIWAKE_NR * MIWAKE_NR;
}

ptrdiff_t miwake_attention_scratch(ptrdiff_t tokens, ptrdiff_t width) {
    return padded(tokens) * width + tokens * padded(width) + QUERIES * padded(tokens);
}

void miwake_attention(const float *query, const float *key, const float *value, ptrdiff_t stride, ptrdiff_t tokens,
                      ptrdiff_t width, float scale, int causal, ptrdiff_t first, ptrdiff_t count, float *output,
                      ptrdiff_t stride_output, float *scratch) {
    // The scores' columns are filled up, so that no panel is cut: beyond the last token they are never read.
    const ptrdiff_t columns = padded(tokens);
    float *keys = scratch, *values = keys + columns * width, *scores = values + tokens * padded(width);
    miwake_pack_factor(key, stride, 1, width, 0, tokens, keys);
    miwake_pack_factor(value, stride, 0, tokens, 0, width, values);
    const ptrdiff_t blocks = (count + QUERIES - 1) / QUERIES;
    for (ptrdiff_t block = 0; block < blocks; block++) {
        const ptrdiff_t done = count * block / blocks, rows = count * (block + 1) / blocks - done, token = first + done;
        miwake_packed_product(query + token * stride, stride, rows, keys, width, columns, scores, columns, 0, NULL,
                              MIWAKE_IDENTITY);
        miwake_attention_softmax(scores, columns, rows, tokens, scale, causal ? token + 1 : tokens);
        miwake_packed_product(scores, columns, rows, values, tokens, width, output + done * stride_output, stride_output,
                              0, NULL, MIWAKE_IDENTITY);
    }
}
