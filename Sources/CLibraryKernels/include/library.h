#pragma once
#include <stddef.h>

// What the libraries offer for the same work as our kernels, for the benchmark alone: oneDNN's primitives with fused bias and
// activation, and the Cholesky factorisation of whatever LAPACK is installed.

/// A primitive of oneDNN with weights in the layout that it likes best; null where it refuses.
typedef struct miwake_primitive miwake_primitive;

/// What follows a product: nothing, ReLU, GELU by the error function, x·σ(1.702·x).
typedef enum { MIWAKE_PLAIN, MIWAKE_THEN_RELU, MIWAKE_THEN_GELU, MIWAKE_THEN_QUICK_GELU } miwake_activation;

/// c (rows, columns) ← activation(a (rows, inner)·Wᵀ + bias), W (columns, inner).
miwake_primitive *miwake_matmul(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t inner, const float *weights,
                                const float *bias, miwake_activation activation);
/// A convolution over (pictures, side, side, inputs), channels together, with a border of zeros, then ReLU.
/// weights: (outputs, inputs, kernel, kernel). `minimal` lets oneDNN use Winograd's tiles where it has them.
miwake_primitive *miwake_convolution(ptrdiff_t pictures, ptrdiff_t side, ptrdiff_t inputs, ptrdiff_t outputs,
                                     ptrdiff_t kernel, ptrdiff_t step, const float *weights, const float *bias,
                                     int minimal);
void miwake_run_primitive(miwake_primitive *primitive, const float *input, float *output);
void miwake_free_primitive(miwake_primitive *primitive);

/// How many threads oneDNN's primitives take when the calling thread runs them.
void miwake_library_threads(int count);

/// Whether any LAPACK is installed: the three below need one.
int miwake_has_lapack(void);
/// In place: the lower triangle of a row-major A, (size, size), becomes L; 0, or LAPACK's `info`.
int miwake_lapack_cholesky(float *a, int size);
/// In place: x (size, columns), row-major, with L·Lᵀ·X = B.
int miwake_lapack_solve(const float *lower, int size, float *x, int columns);
/// In place: L becomes the lower triangle of A⁻¹.
int miwake_lapack_inverse(float *lower, int size);
/// Keeps it to so many threads.
void miwake_lapack_threads(int count);
