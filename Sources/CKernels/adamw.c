#include "kernels.h"
#include "targets.h"
#include <math.h>

FAST_TARGETS void miwake_adamw(float *restrict weights, float *restrict first, float *restrict second,
                               const float *restrict gradient, ptrdiff_t count, const miwake_adamw_step *step) {
    const miwake_adamw_step s = *step;
    for (ptrdiff_t i = 0; i < count; i++) {
        const float g = gradient[i];
        const float m = first[i] + (1 - s.first_decay) * (g - first[i]);
        const float v = s.second_decay * second[i] + (1 - s.second_decay) * g * g;
        first[i] = m;
        second[i] = v;
        weights[i] = weights[i] * s.keep - s.step * m / (sqrtf(v) * s.inverse_root_correction + s.epsilon);
    }
}
