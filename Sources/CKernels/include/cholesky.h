#pragma once
#include <stddef.h>

// The small triangles of a blocked Cholesky factorisation; what lies between them are matrix products. Row-major, by the calling
// thread alone.

/// In place: the lower triangle of a symmetric positive definite A, (size, size), becomes L with A = L·Lᵀ. Returns 0, or the order
/// of the leading minor that is not positive definite (or holds NaN).
ptrdiff_t miwake_cholesky(float *a, ptrdiff_t stride, ptrdiff_t size);

/// In place: X with X·Lᵀ = B. L: (size, size), lower; x: (rows, size), B at first.
void miwake_solve_rows(const float *lower, ptrdiff_t stride, ptrdiff_t size, float *x, ptrdiff_t stride_x, ptrdiff_t rows);

/// In place: X with L·X = B. x: (size, columns), B at first.
void miwake_solve_lower(const float *lower, ptrdiff_t stride, ptrdiff_t size, float *x, ptrdiff_t stride_x,
                        ptrdiff_t columns);

/// In place: X with Lᵀ·X = B. x: (size, columns), B at first.
void miwake_solve_upper(const float *lower, ptrdiff_t stride, ptrdiff_t size, float *x, ptrdiff_t stride_x,
                        ptrdiff_t columns);
