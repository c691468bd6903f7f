#pragma once
#include <stddef.h>

// 3×3 convolutions with a border of zeros by minimal filtering: Lavin and Gray, "Fast algorithms for convolutional neural
// networks", 2016, §4. An output tile of side × side pixels comes from points = (side + 2)² products, where the definition takes
// 9·side²: 2.25 times fewer for side 2, 4 times for side 4. The tiles of a picture cover it row by row; those of several pictures
// follow one another. Channels lie together and come in multiples of 8.

enum { MIWAKE_WINOGRAD_LANES = 8 };

/// Turns kernels (outputs, inputs, 3, 3), each scaled by its output's factor, into the right factors of the points' products:
/// factors (outputs, inputs), to be transposed, for each of `count` points from `first` on.
void miwake_winograd_kernel(const float *kernel, const float *scales, ptrdiff_t outputs, ptrdiff_t inputs, int side,
                            int first, int count, float *factors);

/// Turns the tiles first … first + count into the left factors of the points' products, (count, channels) each, `stride` floats
/// apart. pictures: (pictures, height, width, channels).
void miwake_winograd_input(const float *pictures, ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels, int side,
                           ptrdiff_t first, ptrdiff_t count, float *tiles, ptrdiff_t stride);

/// Turns the points' products, (count, channels) each, `stride` floats apart, into the tiles first … first + count of the
/// result; the bias is added, and negative values become 0 with `rectified`. pictures: (pictures, height, width, channels).
void miwake_winograd_output(const float *products, ptrdiff_t stride, const float *bias, int rectified, ptrdiff_t height,
                            ptrdiff_t width, ptrdiff_t channels, int side, ptrdiff_t first, ptrdiff_t count,
                            float *pictures);
