#include "logistic.h"
#include "activations.h"
#include "lanes.h"
#include "targets.h"

/// The largest of x + step·d.
INLINE float largest_along(const float *x, float step, const float *d, ptrdiff_t count) {
    float largest = x[0] + step * d[0];
    ptrdiff_t i = 0;
    if (count >= LANES) {
        lanes most = *(const loose_lanes *)x + step * *(const loose_lanes *)d;
        for (i = LANES; i + LANES <= count; i += LANES)
            most = __builtin_elementwise_max(most, *(const loose_lanes *)(x + i) + step * *(const loose_lanes *)(d + i));
        largest = __builtin_reduce_max(most);
    }
    for (; i < count; i++) {
        const float value = x[i] + step * d[i];
        largest = value > largest ? value : largest;
    }
    return largest;
}

FAST_TARGETS void miwake_cross_entropy_slope(float *scores, const ptrdiff_t *labels, ptrdiff_t rows, ptrdiff_t columns) {
    if (columns == 0) return;
    for (ptrdiff_t row = 0; row < rows; row++, scores += columns) {
        REASSOCIATE
        const float largest = largest_of(scores, columns);
        float sum = 0;
        for (ptrdiff_t i = 0; i < columns; i++) {
            scores[i] = exponential(scores[i] - largest);
            sum += scores[i];
        }
        const float inverse = 1 / sum;
        for (ptrdiff_t i = 0; i < columns; i++) scores[i] *= inverse;
        scores[labels[row]] -= 1;
    }
}

FAST_TARGETS void miwake_cross_entropy_along(const float *scores, const float *direction, float step,
                                             const ptrdiff_t *labels, ptrdiff_t rows, ptrdiff_t columns, double *slope,
                                             double *curvature) {
    double first = 0, second = 0;
    for (ptrdiff_t row = 0; columns > 0 && row < rows; row++, scores += columns, direction += columns) {
        REASSOCIATE
        const float largest = largest_along(scores, step, direction, columns);
        // Taken from the label's own direction, so that nothing cancels where its probability is nearly one.
        const float own = direction[labels[row]];
        float sum = 0, mean = 0, square = 0;
        for (ptrdiff_t i = 0; i < columns; i++) {
            const float weight = exponential(scores[i] + step * direction[i] - largest);
            const float beyond = direction[i] - own;
            sum += weight;
            mean += weight * beyond;
            square += weight * beyond * beyond;
        }
        mean /= sum;
        first += (double)mean;
        second += (double)(square / sum - mean * mean);
    }
    *slope = first;
    *curvature = second;
}
