#pragma once
#include <stddef.h>

// Products whose right factor is used again and again: it is packed once, and bias and activation are applied by an epilogue
// while the result is still in the first-level cache. By the calling thread alone.

// The micro-kernel's sizes have the names of BLIS: Van Zee and van de Geijn, "BLIS: a framework for rapidly instantiating BLAS
// functionality", 2015. MR × NR elements of C are summed in registers, over KC of the inner dimension, MC rows at a time.

/// Columns of the right factor that lie together: a panel.
enum { MIWAKE_NR = 16 };

/// What becomes of a result while it is still in the first-level cache.
typedef enum {
    MIWAKE_IDENTITY,
    MIWAKE_RELU,
    /// x·Φ(x), with the error function to 1.5e-7.
    MIWAKE_GELU,
    /// x·σ(1.702·x), OpenAI's approximation of GELU.
    MIWAKE_QUICK_GELU
} miwake_epilogue;

/// Packs the columns first … first + count of B, (inner, columns), panel by panel: NR columns of all rows, then the next NR, the
/// last filled up with zeros. With `transposed` B is stored as (columns, inner). Rows are `stride` floats apart.
/// packed: inner × count floats, count rounded up to NR.
void miwake_pack_factor(const float *b, ptrdiff_t stride, int transposed, ptrdiff_t inner, ptrdiff_t first,
                        ptrdiff_t count, float *packed);

/// C ← epilogue(A·B + bias), or epilogue(C + A·B + bias) with `added`. A: (rows, inner); B: (inner, columns), packed;
/// C: (rows, columns); bias: (columns), or null. The sums of an element depend on nothing but its row and its column.
void miwake_packed_product(const float *a, ptrdiff_t stride_a, ptrdiff_t rows, const float *packed, ptrdiff_t inner,
                           ptrdiff_t columns, float *c, ptrdiff_t stride_c, int added, const float *bias,
                           miwake_epilogue epilogue);
