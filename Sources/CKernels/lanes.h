#pragma once
#include "activations.h"
#include <stddef.h>

/// Two registers of AVX2, one of AVX-512, four of NEON.
typedef float lanes __attribute__((vector_size(64)));
typedef float loose_lanes __attribute__((vector_size(64), aligned(4)));
enum { LANES = 16 };

/// The largest of at least one value. A comparison alone is no maximum of lanes to the compiler: it minds NaN.
INLINE float largest_of(const float *x, ptrdiff_t count) {
    float largest = x[0];
    ptrdiff_t i = 0;
    if (count >= LANES) {
        lanes most = *(const loose_lanes *)x;
        for (i = LANES; i + LANES <= count; i += LANES)
            most = __builtin_elementwise_max(most, *(const loose_lanes *)(x + i));
        largest = __builtin_reduce_max(most);
    }
    for (; i < count; i++) largest = x[i] > largest ? x[i] : largest;
    return largest;
}
