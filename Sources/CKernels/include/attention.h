#pragma once
#include <stddef.h>

/// Floats of scratch that `miwake_attention` needs.
ptrdiff_t miwake_attention_scratch(ptrdiff_t tokens, ptrdiff_t width);

/// output ← softmax(scale·Q·Kᵀ)·V of one head of one sequence, by the calling thread alone. Keys and values are packed once, and
/// the scores of a block of queries never leave the second-level cache.
/// query, key, value: (tokens, width), `stride` floats from row to row; output: (count, width), the answers to the queries of
/// the tokens first ..< first + count. With `causal` a token sees only those before it and itself.
void miwake_attention(const float *query, const float *key, const float *value, ptrdiff_t stride, ptrdiff_t tokens,
                      ptrdiff_t width, float scale, int causal, ptrdiff_t first, ptrdiff_t count, float *output,
                      ptrdiff_t stride_output, float *scratch);
