#include "product.h"
#include "activations.h"
#include "targets.h"

#pragma clang fp contract(fast)

/// A row of a panel: two registers of AVX2, one of AVX-512, four of NEON.
typedef float lanes __attribute__((vector_size(64)));
/// The same at any address.
typedef float loose_lanes __attribute__((vector_size(64), aligned(4)));

enum {
    COLUMNS = MIWAKE_PACKED_COLUMNS,
    /// Floats of a cache line.
    LINE = 16,
    /// Rows a time: with AVX2 their sums fill twelve of sixteen registers.
    ROWS = 6,
    /// Rows of a panel between two fetches.
    GROUP = 8,
    /// A panel's part of so many rows stays in the first-level cache while a block of A passes by.
    DEPTH = 384,
    /// So many rows of A, of that depth, stay in the second-level cache while the panels pass by.
    BLOCK = 96
};

FAST_TARGETS void miwake_pack_factor(const float *b, ptrdiff_t stride, int transposed, ptrdiff_t inner, ptrdiff_t first,
                                     ptrdiff_t count, float *packed) {
    for (ptrdiff_t column = first; column < first + count; column += COLUMNS, packed += inner * COLUMNS) {
        const ptrdiff_t width = first + count - column < COLUMNS ? first + count - column : COLUMNS;
        if (width < COLUMNS) memset(packed, 0, (size_t)(inner * COLUMNS) * sizeof(float));
        if (transposed) {
            for (ptrdiff_t i = 0; i < inner; i++)
                for (ptrdiff_t j = 0; j < width; j++) packed[i * COLUMNS + j] = b[(column + j) * stride + i];
        } else {
            for (ptrdiff_t i = 0; i < inner; i++)
                memcpy(packed + i * COLUMNS, b + i * stride + column, (size_t)width * sizeof(float));
        }
    }
}

/// What is fetched meanwhile: from here to there, so many cache lines for every `GROUP` rows of the panel.
typedef struct {
    const float *next, *end;
    ptrdiff_t lines;
} ahead;

/// c (rows, 16) ← a·panel, or c + a·panel.
INLINE void tile(const float *a, ptrdiff_t stride_a, const float *panel, ptrdiff_t depth, float *c, ptrdiff_t stride_c,
                 int added, ahead *fetched, int rows) {
    lanes sums[ROWS];
    for (int i = 0; i < rows; i++) sums[i] = (lanes){0};
    ptrdiff_t k = 0;
    for (; k + GROUP <= depth; k += GROUP, panel += GROUP * COLUMNS) {
        // A few at a time: a processor has no more than some twenty lines on their way.
        for (ptrdiff_t line = 0; line < fetched->lines && fetched->next < fetched->end; line++, fetched->next += LINE)
            __builtin_prefetch(fetched->next, 0, 2);
        for (int j = 0; j < GROUP; j++) {
            const lanes b = *(const loose_lanes *)(panel + j * COLUMNS);
            for (int i = 0; i < rows; i++) sums[i] += a[i * stride_a + k + j] * b;
        }
    }
    for (; k < depth; k++, panel += COLUMNS) {
        const lanes b = *(const loose_lanes *)panel;
        for (int i = 0; i < rows; i++) sums[i] += a[i * stride_a + k] * b;
    }
    for (int i = 0; i < rows; i++) {
        loose_lanes *target = (loose_lanes *)(c + i * stride_c);
        *target = added ? *target + sums[i] : sums[i];
    }
}

#define FINISH(name, value)                                                                                            \
    INLINE void name(float *c, ptrdiff_t stride, const float *bias, ptrdiff_t rows) {                                  \
        for (ptrdiff_t row = 0; row < rows; row++, c += stride)                                                        \
            for (int i = 0; i < COLUMNS; i++) {                                                                        \
                const float z = c[i] + bias[i];                                                                        \
                c[i] = value;                                                                                          \
            }                                                                                                          \
    }

FINISH(add_bias, z)
FINISH(add_bias_relu, z > 0 ? z : 0)
FINISH(add_bias_gelu, gelu(z))
FINISH(add_bias_quick_gelu, quick_gelu(z))

INLINE void finish(float *c, ptrdiff_t stride, const float *bias, ptrdiff_t rows, miwake_following following) {
    switch (following) {
    case MIWAKE_NOTHING: return add_bias(c, stride, bias, rows);
    case MIWAKE_RELU: return add_bias_relu(c, stride, bias, rows);
    case MIWAKE_GELU: return add_bias_gelu(c, stride, bias, rows);
    case MIWAKE_QUICK_GELU: return add_bias_quick_gelu(c, stride, bias, rows);
    }
}

/// c (rows, 16) ← a·panel, or c + a·panel, for any count of rows; meanwhile the next panel is fetched. No tile is much lower
/// than another: one of a row or two would wait for its own sums.
INLINE void strip(const float *a, ptrdiff_t stride_a, ptrdiff_t rows, const float *panel, ptrdiff_t depth, float *c,
                  ptrdiff_t stride_c, int added, const float *next) {
    const ptrdiff_t tiles = (rows + ROWS - 1) / ROWS, height = rows / tiles, higher = rows % tiles;
    ahead fetched = {next, next + depth * COLUMNS, (GROUP + tiles - 1) / tiles};
    for (ptrdiff_t index = 0; index < tiles; index++) {
        const ptrdiff_t count = height + (index < higher);
        switch (count) {
        case 6: tile(a, stride_a, panel, depth, c, stride_c, added, &fetched, 6); break;
        case 5: tile(a, stride_a, panel, depth, c, stride_c, added, &fetched, 5); break;
        case 4: tile(a, stride_a, panel, depth, c, stride_c, added, &fetched, 4); break;
        case 3: tile(a, stride_a, panel, depth, c, stride_c, added, &fetched, 3); break;
        case 2: tile(a, stride_a, panel, depth, c, stride_c, added, &fetched, 2); break;
        default: tile(a, stride_a, panel, depth, c, stride_c, added, &fetched, 1);
        }
        a += count * stride_a, c += count * stride_c;
    }
}

FAST_TARGETS void miwake_packed_product(const float *a, ptrdiff_t stride_a, ptrdiff_t rows, const float *packed,
                                        ptrdiff_t inner, ptrdiff_t columns, float *c, ptrdiff_t stride_c, int added,
                                        const float *bias, miwake_following following) {
    const int is_finished = bias || following != MIWAKE_NOTHING;
    // Blocks of like heights: in a low one a panel would hardly be used before the next is fetched.
    const ptrdiff_t blocks = (rows + BLOCK - 1) / BLOCK;
    for (ptrdiff_t block = 0; block < blocks; block++) {
        const ptrdiff_t row = rows * block / blocks, height = rows * (block + 1) / blocks - row;
        // An empty sum is one pass over nothing: C still becomes 0.
        for (ptrdiff_t k = 0; k == 0 || k < inner; k += DEPTH) {
            const ptrdiff_t depth = inner - k < DEPTH ? inner - k : DEPTH;
            const float *left = a + row * stride_a + k;
            for (ptrdiff_t column = 0; column < columns; column += COLUMNS) {
                const float *panel = packed + column * inner + k * COLUMNS;
                const ptrdiff_t width = columns - column < COLUMNS ? columns - column : COLUMNS;
                float *target = c + row * stride_c + column;
                float edge[BLOCK * COLUMNS], shift[COLUMNS] = {0};
                float *result = width == COLUMNS ? target : edge;
                const ptrdiff_t stride = width == COLUMNS ? stride_c : COLUMNS;
                if (result == edge && (added || k > 0))
                    for (ptrdiff_t i = 0; i < height; i++)
                        memcpy(edge + i * COLUMNS, target + i * stride_c, (size_t)width * sizeof(float));
                // After the last column the next depth begins; after the last depth what is fetched may be nobody's, which does
                // no harm.
                const int is_last = column + COLUMNS >= columns && k + depth < inner;
                const float *next = is_last ? packed + (k + depth) * COLUMNS : panel + inner * COLUMNS;
                strip(left, stride_a, height, panel, depth, result, stride, added || k > 0, next);
                if (is_finished && k + depth == inner) {
                    if (bias) memcpy(shift, bias + column, (size_t)width * sizeof(float));
                    finish(result, stride, shift, height, following);
                }
                if (result == edge)
                    for (ptrdiff_t i = 0; i < height; i++)
                        memcpy(target + i * stride_c, edge + i * COLUMNS, (size_t)width * sizeof(float));
            }
        }
    }
}
