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

// ln x to 2 ulp for positive normal numbers, by bits: x = 2ⁿ·m with m in [√½, √2). Branch-free. Coefficients: Cephes, logf.
INLINE float logarithm(float x) {
    uint32_t bits;
    memcpy(&bits, &x, 4);
    // The bits of √½ are taken off first, so that the exponent counts from there.
    const uint32_t shifted = bits - 0x3f3504f3u;
    const float n = (float)((int32_t)shifted >> 23);
    bits = (shifted & 0x007fffffu) + 0x3f3504f3u;
    float m;
    memcpy(&m, &bits, 4);
    m -= 1.0f;
    const float square = m * m;
    float p = 7.0376836292e-2f;
    p = p * m - 1.1514610310e-1f;
    p = p * m + 1.1676998740e-1f;
    p = p * m - 1.2420140846e-1f;
    p = p * m + 1.4249322787e-1f;
    p = p * m - 1.6668057665e-1f;
    p = p * m + 2.0000714765e-1f;
    p = p * m - 2.4999993993e-1f;
    p = p * m + 3.3333331174e-1f;
    return m - (0.5f * square - p * square * m - n * -2.12194440e-4f) + n * 0.693359375f;
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
