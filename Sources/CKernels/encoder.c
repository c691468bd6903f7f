#include "activations.h"
#include "encoder.h"
#include "targets.h"
#include <string.h>

FAST_TARGETS void miwake_layer_norm(const float *x, float *y, const float *scale, const float *shift, ptrdiff_t rows,
                                    ptrdiff_t width, float epsilon) {
    for (ptrdiff_t row = 0; row < rows; row++, x += width, y += width) {
        REASSOCIATE
        float sum = 0;
        for (ptrdiff_t i = 0; i < width; i++) sum += x[i];
        const float mean = sum / (float)width;
        float squares = 0;
        for (ptrdiff_t i = 0; i < width; i++) squares += (x[i] - mean) * (x[i] - mean);
        const float inverse = 1 / sqrtf(squares / (float)width + epsilon);
        for (ptrdiff_t i = 0; i < width; i++) y[i] = (x[i] - mean) * inverse * scale[i] + shift[i];
    }
}

FAST_TARGETS void miwake_attention_softmax(float *scores, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t columns, float scale,
                                           ptrdiff_t seen) {
    for (ptrdiff_t row = 0; row < rows; row++, scores += stride) {
        REASSOCIATE
        const ptrdiff_t count = seen + row < columns ? seen + row : columns;
        float largest = scores[0];
        for (ptrdiff_t i = 1; i < count; i++) largest = scores[i] > largest ? scores[i] : largest;
        float sum = 0;
        for (ptrdiff_t i = 0; i < count; i++) {
            scores[i] = exponential(scale * (scores[i] - largest));
            sum += scores[i];
        }
        const float inverse = 1 / sum;
        for (ptrdiff_t i = 0; i < count; i++) scores[i] *= inverse;
        for (ptrdiff_t i = count; i < columns; i++) scores[i] = 0;
    }
}

void miwake_patches(const float *picture, float *rows, ptrdiff_t side, ptrdiff_t patch) {
    const ptrdiff_t grid = side / patch;
    const size_t bytes = (size_t)patch * sizeof(float);
    for (ptrdiff_t py = 0; py < grid; py++) {
        for (ptrdiff_t px = 0; px < grid; px++) {
            for (ptrdiff_t channel = 0; channel < 3; channel++) {
                const float *from = picture + (channel * side + py * patch) * side + px * patch;
                for (ptrdiff_t y = 0; y < patch; y++, from += side, rows += patch) memcpy(rows, from, bytes);
            }
        }
    }
}

void miwake_neighbourhoods(const float *picture, float *rows, ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels,
                           ptrdiff_t step, ptrdiff_t first, ptrdiff_t count) {
    const ptrdiff_t columns = (width + step - 1) / step;
    const size_t bytes = (size_t)channels * sizeof(float);
    for (ptrdiff_t y = first; y < first + count; y++) {
        for (ptrdiff_t x = 0; x < columns; x++) {
            for (ptrdiff_t ky = -1; ky <= 1; ky++) {
                const ptrdiff_t from_y = y * step + ky;
                for (ptrdiff_t kx = -1; kx <= 1; kx++, rows += channels) {
                    const ptrdiff_t from_x = x * step + kx;
                    if (from_y < 0 || from_y >= height || from_x < 0 || from_x >= width) memset(rows, 0, bytes);
                    else memcpy(rows, picture + (from_y * width + from_x) * channels, bytes);
                }
            }
        }
    }
}

FAST_TARGETS void miwake_average_pool(const float *picture, float *pooled, ptrdiff_t height, ptrdiff_t width,
                                      ptrdiff_t channels, ptrdiff_t window) {
    const float share = 1.0f / (float)(window * window);
    for (ptrdiff_t y = 0; y < height / window; y++) {
        for (ptrdiff_t x = 0; x < width / window; x++, pooled += channels) {
            for (ptrdiff_t i = 0; i < channels; i++) pooled[i] = 0;
            for (ptrdiff_t wy = 0; wy < window; wy++) {
                for (ptrdiff_t wx = 0; wx < window; wx++) {
                    const float *from = picture + ((y * window + wy) * width + x * window + wx) * channels;
                    for (ptrdiff_t i = 0; i < channels; i++) pooled[i] += from[i];
                }
            }
            for (ptrdiff_t i = 0; i < channels; i++) pooled[i] *= share;
        }
    }
}
