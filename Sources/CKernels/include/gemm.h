#pragma once
#include <stddef.h>

/// C ← α·op(A)·op(B) + β·C on row-major floats, by the calling thread alone; op transposes where `transpose_*` is 'T' and
/// does nothing where it is 'N'. op(A): (rows, inner); op(B): (inner, columns); strides are floats from row to row.
/// Returns 0, or oneDNN's status.
int miwake_sgemm(char transpose_a, char transpose_b, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t inner, float alpha,
                 const float *a, ptrdiff_t stride_a, const float *b, ptrdiff_t stride_b, float beta, float *c,
                 ptrdiff_t stride_c);
