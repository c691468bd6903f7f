#include "resample.h"
#include "targets.h"
#include <string.h>

typedef uint8_t bytes4 __attribute__((vector_size(4)));
typedef int32_t words4 __attribute__((vector_size(16)));

enum {
    CHANNELS = 3,
    ROUNDING = 1 << (MIWAKE_WEIGHT_BITS - 1),
    /// Bytes of a row of the result that are summed together.
    STRETCH = 256
};

static inline int32_t cut(int32_t sum) {
    const int32_t value = sum >> MIWAKE_WEIGHT_BITS;
    return value < 0 ? 0 : value > 255 ? 255 : value;
}

/// A pixel, and the first byte of the next one.
static inline words4 pixel_and_more(const uint8_t *at) {
    bytes4 four;
    memcpy(&four, at, sizeof four);
    return __builtin_convertvector(four, words4);
}

FAST_TARGETS void miwake_resample_rows(const uint8_t *pixels, ptrdiff_t rows, ptrdiff_t width, const miwake_span *spans,
                                       ptrdiff_t columns, const int32_t *weights, uint8_t *result) {
    for (ptrdiff_t row = 0; row < rows; row++, pixels += width * CHANNELS) {
        const int is_last_row = row == rows - 1;
        for (ptrdiff_t column = 0; column < columns; column++, result += CHANNELS) {
            const miwake_span span = spans[column];
            const uint8_t *source = pixels + (ptrdiff_t)span.first * CHANNELS;
            const int32_t *factors = weights + span.weights;
            // The very last pixel has no byte behind it.
            const int32_t whole = span.count - (is_last_row && span.first + span.count == width);
            words4 sums = {ROUNDING, ROUNDING, ROUNDING, ROUNDING}, others = {0};
            int32_t i = 0;
            for (; i + 2 <= whole; i += 2, source += 2 * CHANNELS) {
                sums += pixel_and_more(source) * factors[i];
                others += pixel_and_more(source + CHANNELS) * factors[i + 1];
            }
            sums += others;
            for (; i < span.count; i++, source += CHANNELS)
                sums += (words4){source[0], source[1], source[2], 0} * factors[i];
            for (int channel = 0; channel < CHANNELS; channel++) result[channel] = (uint8_t)cut(sums[channel]);
        }
    }
}

FAST_TARGETS void miwake_mix_rows(const uint8_t *rows, ptrdiff_t length, ptrdiff_t count, const int32_t *weights,
                                  uint8_t *result) {
    for (ptrdiff_t first = 0; first < length; first += STRETCH) {
        const ptrdiff_t width = length - first < STRETCH ? length - first : STRETCH;
        int32_t sums[STRETCH];
        for (ptrdiff_t i = 0; i < width; i++) sums[i] = ROUNDING;
        for (ptrdiff_t row = 0; row < count; row++) {
            const uint8_t *source = rows + row * length + first;
            const int32_t factor = weights[row];
            for (ptrdiff_t i = 0; i < width; i++) sums[i] += source[i] * factor;
        }
        for (ptrdiff_t i = 0; i < width; i++) result[first + i] = (uint8_t)cut(sums[i]);
    }
}
