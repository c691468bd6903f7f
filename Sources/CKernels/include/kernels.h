#pragma once
// Elementwise loops and row reductions over contiguous floats. Swift does not vectorise float reductions; clang does.
// Every kernel is deterministic: the order of its sums depends on the sizes alone. No kernel allocates or fails.
#include <stddef.h>

/// In place: each row to exp(scale·x) / Σ exp(scale·x).
void miwake_softmax_rows(float *x, ptrdiff_t rows, ptrdiff_t columns, float scale);
/// In place: each row to scale·x − ln Σ exp(scale·x).
void miwake_log_softmax_rows(float *x, ptrdiff_t rows, ptrdiff_t columns, float scale);
/// In place: each row to Euclidean length 1; zero rows stay.
void miwake_normalize_rows(float *x, ptrdiff_t rows, ptrdiff_t columns);
