#include "encoder.h"
#include "targets.h"
#include <math.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

// eˣ to 2 ulp between −87 and 88, by bits: 2ⁿ·eʳ with |r| ≤ ln 2 / 2. Branch-free, so that loops over it become vectors.
// Coefficients: Cephes, expf.
INLINE float exponential(float x) {
    x = x < -87.0f ? -87.0f : x;
    x = x > 88.0f ? 88.0f : x;
    const float magic = 12582912.0f; // 1.5·2²³: adding it rounds to an integer in the low bits
    float n = x * 1.44269504088896341f + magic;
    int32_t exponent;
    memcpy(&exponent, &n, 4);
    n -= magic;
    const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    const uint32_t bits = ((uint32_t)exponent + 127u) << 23;
    float power;
    memcpy(&power, &bits, 4);
    return p * power;
}

INLINE float quick_gelu(float x) { return x / (1.0f + exponential(-1.702f * x)); }

// Abramowitz and Stegun, "Handbook of mathematical functions", 7.1.26.
INLINE float gelu(float x) {
    const float z = fabsf(x) * 0.70710678118654752f;
    const float t = 1.0f / (1.0f + 0.3275911f * z);
    const float p = ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t + 0.254829592f) * t;
    const float tail = 0.5f * p * exponential(-z * z); // Φ(−|x|)
    return x > 0 ? x - x * tail : x * tail;
}

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

#define EPILOGUE(name, value)                                                                                          \
    FAST_TARGETS void name(float *x, ptrdiff_t stride, const float *bias, ptrdiff_t rows, ptrdiff_t columns) {        \
        for (ptrdiff_t row = 0; row < rows; row++, x += stride) {                                                      \
            if (bias) {                                                                                                \
                for (ptrdiff_t i = 0; i < columns; i++) {                                                              \
                    const float z = x[i] + bias[i];                                                                    \
                    x[i] = value;                                                                                      \
                }                                                                                                      \
            } else {                                                                                                   \
                for (ptrdiff_t i = 0; i < columns; i++) {                                                              \
                    const float z = x[i];                                                                              \
                    x[i] = value;                                                                                      \
                }                                                                                                      \
            }                                                                                                          \
        }                                                                                                              \
    }

EPILOGUE(miwake_bias, z)
EPILOGUE(miwake_bias_quick_gelu, quick_gelu(z))
EPILOGUE(miwake_bias_gelu, gelu(z))
EPILOGUE(miwake_bias_relu, z > 0 ? z : 0)

FAST_TARGETS void miwake_attention_softmax(float *scores, ptrdiff_t rows, ptrdiff_t columns, float scale, int causal) {
    for (ptrdiff_t row = 0; row < rows; row++, scores += columns) {
        REASSOCIATE
        const ptrdiff_t seen = causal ? row + 1 : columns;
        float largest = scores[0];
        for (ptrdiff_t i = 1; i < seen; i++) largest = scores[i] > largest ? scores[i] : largest;
        float sum = 0;
        for (ptrdiff_t i = 0; i < seen; i++) {
            scores[i] = exponential(scale * (scores[i] - largest));
            sum += scores[i];
        }
        const float inverse = 1 / sum;
        for (ptrdiff_t i = 0; i < seen; i++) scores[i] *= inverse;
        for (ptrdiff_t i = seen; i < columns; i++) scores[i] = 0;
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
