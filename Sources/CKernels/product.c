#include "product.h"
#include "activations.h"
#include "targets.h"

#if defined(__x86_64__)
#define NARROW_TARGETS __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define NARROW_TARGETS
#endif

#pragma clang fp contract(fast)

/// A row of a panel: two registers of AVX2, one of AVX-512, four of NEON.
typedef float lanes __attribute__((vector_size(64)));
/// The same at any address.
typedef float loose_lanes __attribute__((vector_size(64), aligned(4)));

enum {
    NR = MIWAKE_NR,
    /// Floats of a cache line.
    LINE = 16,
    /// Rows at a time: with AVX2 their sums fill twelve of sixteen registers.
    MR = 6,
    /// The same with AVX-512, where two panels are taken together: 24 of 32 registers. A sum waits four cycles for the one before it,
    /// and two are begun in each: six of them, as with one panel, would leave a quarter of the processor idle.
    WIDE_MR = 12,
    MOST_ROWS = WIDE_MR,
    MOST_PANELS = 2,
    /// Rows of a panel between two fetches.
    GROUP = 8,
    /// A panel's part of so many rows stays in the first-level cache while a block of A passes by.
    KC = 384,
    /// So many rows of A, of that depth, stay in the second-level cache while the panels pass by.
    MC = 96
};

static const float nothing[NR] = {0};

FAST_TARGETS void miwake_pack_factor(const float *b, ptrdiff_t stride, int transposed, ptrdiff_t inner, ptrdiff_t first,
                                     ptrdiff_t count, float *packed) {
    for (ptrdiff_t column = first; column < first + count; column += NR, packed += inner * NR) {
        const ptrdiff_t width = first + count - column < NR ? first + count - column : NR;
        if (width < NR) memset(packed, 0, (size_t)(inner * NR) * sizeof(float));
        if (transposed) {
            for (ptrdiff_t i = 0; i < inner; i++)
                for (ptrdiff_t j = 0; j < width; j++) packed[i * NR + j] = b[(column + j) * stride + i];
        } else {
            for (ptrdiff_t i = 0; i < inner; i++)
                memcpy(packed + i * NR, b + i * stride + column, (size_t)width * sizeof(float));
        }
    }
}

/// What is fetched meanwhile: from here to there, so many cache lines for every `GROUP` rows of the panel.
typedef struct {
    const float *next, *end;
    ptrdiff_t lines;
} ahead;

/// c (rows, panels × NR) ← a·B, or c + a·B, for one panel or two that lie `apart` floats from each other.
INLINE void micro_kernel(const float *a, ptrdiff_t stride_a, const float *panel, ptrdiff_t apart, ptrdiff_t depth,
                         float *c, ptrdiff_t stride_c, int added, ahead *fetched, int rows, int panels) {
    lanes sums[MOST_ROWS][MOST_PANELS];
    for (int i = 0; i < rows; i++)
        for (int p = 0; p < panels; p++) sums[i][p] = (lanes){0};
    ptrdiff_t k = 0;
    for (; k + GROUP <= depth; k += GROUP, panel += GROUP * NR) {
        // A few at a time: a processor has no more than some twenty lines on their way.
        for (ptrdiff_t line = 0; line < fetched->lines && fetched->next < fetched->end; line++, fetched->next += LINE)
            for (int p = 0; p < panels; p++) __builtin_prefetch(fetched->next + p * apart, 0, 2);
        for (int j = 0; j < GROUP; j++) {
            lanes b[MOST_PANELS];
            for (int p = 0; p < panels; p++) b[p] = *(const loose_lanes *)(panel + p * apart + j * NR);
            for (int i = 0; i < rows; i++)
                for (int p = 0; p < panels; p++) sums[i][p] += a[i * stride_a + k + j] * b[p];
        }
    }
    for (; k < depth; k++, panel += NR)
        for (int p = 0; p < panels; p++) {
            const lanes b = *(const loose_lanes *)(panel + p * apart);
            for (int i = 0; i < rows; i++) sums[i][p] += a[i * stride_a + k] * b;
        }
    for (int i = 0; i < rows; i++)
        for (int p = 0; p < panels; p++) {
            loose_lanes *target = (loose_lanes *)(c + i * stride_c + p * NR);
            *target = added ? *target + sums[i][p] : sums[i][p];
        }
}

#define EPILOGUE(name, value)                                                                                           \
    INLINE void name(float *c, ptrdiff_t stride, const float *bias, ptrdiff_t rows) {                                  \
        for (ptrdiff_t row = 0; row < rows; row++, c += stride)                                                        \
            for (int i = 0; i < NR; i++) {                                                                        \
                const float z = c[i] + bias[i];                                                                        \
                c[i] = value;                                                                                          \
            }                                                                                                          \
    }

EPILOGUE(add_bias, z)
EPILOGUE(add_bias_relu, z > 0 ? z : 0)
EPILOGUE(add_bias_gelu, gelu(z))
EPILOGUE(add_bias_quick_gelu, quick_gelu(z))

INLINE void finish(float *c, ptrdiff_t stride, const float *bias, ptrdiff_t rows, miwake_epilogue epilogue) {
    switch (epilogue) {
    case MIWAKE_IDENTITY: return add_bias(c, stride, bias, rows);
    case MIWAKE_RELU: return add_bias_relu(c, stride, bias, rows);
    case MIWAKE_GELU: return add_bias_gelu(c, stride, bias, rows);
    case MIWAKE_QUICK_GELU: return add_bias_quick_gelu(c, stride, bias, rows);
    }
}

/// The same for any count of rows; meanwhile the next panels are fetched. No tile is much lower than another: one of a row or two
/// would wait for its own sums.
INLINE void macro_kernel(const float *a, ptrdiff_t stride_a, ptrdiff_t rows, const float *panel, ptrdiff_t apart,
                         ptrdiff_t depth, float *c, ptrdiff_t stride_c, int added, const float *next, int mr, int panels) {
    const ptrdiff_t tiles = (rows + mr - 1) / mr, height = rows / tiles, higher = rows % tiles;
    ahead fetched = {next, next + depth * NR, (GROUP + tiles - 1) / tiles};
    for (ptrdiff_t index = 0; index < tiles; index++) {
        const ptrdiff_t count = height + (index < higher);
#define TILE(rows)                                                                                                     \
    case rows:                                                                                                         \
        if (rows <= mr)                                                                                                \
            micro_kernel(a, stride_a, panel, apart, depth, c, stride_c, added, &fetched, rows, panels);                \
        break;
        switch (count) {
            TILE(12) TILE(11) TILE(10) TILE(9) TILE(8) TILE(7) TILE(6) TILE(5) TILE(4) TILE(3) TILE(2) TILE(1)
        }
#undef TILE
        a += count * stride_a, c += count * stride_c;
    }
}

INLINE void product(const float *a, ptrdiff_t stride_a, ptrdiff_t rows, const float *packed, ptrdiff_t inner,
                    ptrdiff_t columns, float *c, ptrdiff_t stride_c, int added, const float *bias,
                    miwake_epilogue epilogue, int mr, int most_panels) {
    const int has_epilogue = bias || epilogue != MIWAKE_IDENTITY;
    // Blocks of like heights: in a low one a panel would hardly be used before the next is fetched.
    const ptrdiff_t blocks = (rows + MC - 1) / MC;
    for (ptrdiff_t block = 0; block < blocks; block++) {
        const ptrdiff_t row = rows * block / blocks, height = rows * (block + 1) / blocks - row;
        // An empty sum is one pass over nothing: C still becomes 0.
        for (ptrdiff_t k = 0; k == 0 || k < inner; k += KC) {
            const ptrdiff_t depth = inner - k < KC ? inner - k : KC;
            const float *left = a + row * stride_a + k;
            for (ptrdiff_t column = 0, panels; column < columns; column += panels * NR) {
                const float *panel = packed + column * inner + k * NR;
                float *target = c + row * stride_c + column;
                panels = most_panels > 1 && columns - column >= 2 * NR ? 2 : 1;
                // After the last column the next depth begins; after the last depth what is fetched may be nobody's, which does
                // no harm.
                const int is_last = column + panels * NR >= columns && k + depth < inner;
                const float *next = is_last ? packed + (k + depth) * NR : panel + panels * inner * NR;
                const int adds = added || k > 0, ends = has_epilogue && k + depth == inner;
                if (panels == 2) {
                    macro_kernel(left, stride_a, height, panel, inner * NR, depth, target, stride_c, adds, next, mr, 2);
                    if (ends)
                        for (int p = 0; p < 2; p++)
                            finish(target + p * NR, stride_c, bias ? bias + column + p * NR : nothing, height, epilogue);
                    continue;
                }
                const ptrdiff_t width = columns - column < NR ? columns - column : NR;
                float edge[MC * NR], shift[NR] = {0};
                float *result = width == NR ? target : edge;
                const ptrdiff_t stride = width == NR ? stride_c : NR;
                if (result == edge && adds)
                    for (ptrdiff_t i = 0; i < height; i++)
                        memcpy(edge + i * NR, target + i * stride_c, (size_t)width * sizeof(float));
                macro_kernel(left, stride_a, height, panel, 0, depth, result, stride, adds, next, mr, 1);
                if (ends) {
                    if (bias) memcpy(shift, bias + column, (size_t)width * sizeof(float));
                    finish(result, stride, shift, height, epilogue);
                }
                if (result == edge)
                    for (ptrdiff_t i = 0; i < height; i++)
                        memcpy(target + i * stride_c, edge + i * NR, (size_t)width * sizeof(float));
            }
        }
    }
}

#if defined(__x86_64__)
/// Thirty-two registers of sixteen floats: twelve rows of two panels are alive at a time.
__attribute__((target("arch=x86-64-v4"), min_vector_width(512))) static void wide_product(
    const float *a, ptrdiff_t stride_a, ptrdiff_t rows, const float *packed, ptrdiff_t inner, ptrdiff_t columns, float *c,
    ptrdiff_t stride_c, int added, const float *bias, miwake_epilogue epilogue) {
    product(a, stride_a, rows, packed, inner, columns, c, stride_c, added, bias, epilogue, WIDE_MR, 2);
}
#endif

NARROW_TARGETS static void narrow_product(const float *a, ptrdiff_t stride_a, ptrdiff_t rows, const float *packed,
                                          ptrdiff_t inner, ptrdiff_t columns, float *c, ptrdiff_t stride_c, int added,
                                          const float *bias, miwake_epilogue epilogue) {
    product(a, stride_a, rows, packed, inner, columns, c, stride_c, added, bias, epilogue, MR, 1);
}

void miwake_packed_product(const float *a, ptrdiff_t stride_a, ptrdiff_t rows, const float *packed, ptrdiff_t inner,
                           ptrdiff_t columns, float *c, ptrdiff_t stride_c, int added, const float *bias,
                           miwake_epilogue epilogue) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("x86-64-v4"))
        return wide_product(a, stride_a, rows, packed, inner, columns, c, stride_c, added, bias, epilogue);
#endif
    narrow_product(a, stride_a, rows, packed, inner, columns, c, stride_c, added, bias, epilogue);
}
