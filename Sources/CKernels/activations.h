#pragma once
#include <math.h>
#include <stdint.h>
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
