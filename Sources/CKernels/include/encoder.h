#pragma once
#include <stddef.h>
#include <stdint.h>

// The work between the matrix products of CLIP's towers. Rows are `stride` floats apart where a stride is given.

/// y = LayerNorm(x)·scale + shift for each row. x, y: (rows, width); they may be the same.
void miwake_layer_norm(const float *x, float *y, const float *scale, const float *shift, ptrdiff_t rows, ptrdiff_t width,
                       float epsilon);

/// Each row becomes softmax(scale·row). Row i counts its first `seen` + i columns only, all where there are no more; the others
/// become 0. scores: (rows, columns), `stride` floats from row to row.
void miwake_attention_softmax(float *scores, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t columns, float scale,
                              ptrdiff_t seen);

/// Cuts a picture (3, side, side) into patches: row (py, px) of the result holds (3, patch, patch).
void miwake_patches(const float *picture, float *rows, ptrdiff_t side, ptrdiff_t patch);

/// Gathers what a 3×3 convolution with a border of zeros reads: row (y, x) of the result holds (ky, kx, channel).
/// picture: (height, width, channels). `first` … `first + count`: the output rows wanted, of ⌈height / step⌉.
void miwake_neighbourhoods(const float *picture, float *rows, ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels,
                           ptrdiff_t step, ptrdiff_t first, ptrdiff_t count);

/// The mean over windows of window × window: (height, width, channels) becomes (height / window, width / window, channels).
void miwake_average_pool(const float *picture, float *pooled, ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels,
                         ptrdiff_t window);
