#pragma once
#include <stddef.h>
#include <stdint.h>

// Mixing the pixels of RGB pictures, 3 bytes each, by weights in fixed point; sums are rounded and cut to 0 … 255.

/// Fraction bits of a weight: 32 less 8 of the sample and 2 for sums beyond white, as filters have negative lobes.
enum { MIWAKE_WEIGHT_BITS = 32 - 8 - 2 };

/// The pixels of the original that make one of the result.
typedef struct {
    int32_t first, count;
    /// Where their weights start.
    int32_t weights;
} miwake_span;

/// Resamples rows along their length: (rows, width) pixels become (rows, columns).
void miwake_resample_rows(const uint8_t *pixels, ptrdiff_t rows, ptrdiff_t width, const miwake_span *spans,
                          ptrdiff_t columns, const int32_t *weights, uint8_t *result);

/// Mixes `count` rows of `length` bytes into one.
void miwake_mix_rows(const uint8_t *rows, ptrdiff_t length, ptrdiff_t count, const int32_t *weights, uint8_t *result);
