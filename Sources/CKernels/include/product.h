#pragma once
#include <stddef.h>

// Products whose right factor is used again and again: it is packed once, and what follows the product is done while the
// result is still in the first-level cache. By the calling thread alone.

/// Columns of the right factor that lie together.
enum { MIWAKE_PACKED_COLUMNS = 16 };

/// What becomes of a result.
typedef enum {
    MIWAKE_NOTHING,
    MIWAKE_RELU,
    /// x·Φ(x), with the error function to 1.5e-7.
    MIWAKE_GELU,
    /// x·σ(1.702·x), OpenAI's approximation of GELU.
    MIWAKE_QUICK_GELU
} miwake_following;

/// Packs the columns first … first + count of B, (inner, columns), panel by panel: 16 columns of all rows, then the next 16, the
/// last filled up with zeros. With `transposed` B is stored as (columns, inner). Rows are `stride` floats apart.
/// packed: inner × count floats, count rounded up to 16.
void miwake_pack_factor(const float *b, ptrdiff_t stride, int transposed, ptrdiff_t inner, ptrdiff_t first,
                        ptrdiff_t count, float *packed);

/// C ← following(A·B + bias), or following(C + A·B + bias) with `added`. A: (rows, inner); B: (inner, columns), packed;
/// C: (rows, columns); bias: (columns), or null. The sums of an element depend on nothing but its row and its column.
void miwake_packed_product(const float *a, ptrdiff_t stride_a, ptrdiff_t rows, const float *packed, ptrdiff_t inner,
                           ptrdiff_t columns, float *c, ptrdiff_t stride_c, int added, const float *bias,
                           miwake_following following);
