#include "kernels.h"
#include "activations.h"
#include "targets.h"
#include <math.h>

static float row_max(const float *x, ptrdiff_t n) {
    float largest = x[0];
    for (ptrdiff_t i = 1; i < n; i++) largest = x[i] > largest ? x[i] : largest;
    return largest;
}

void miwake_softmax_rows(float *x, ptrdiff_t rows, ptrdiff_t columns, float scale) {
    if (columns == 0) return;
    for (ptrdiff_t row = 0; row < rows; row++, x += columns) {
        const float largest = row_max(x, columns);
        float sum = 0;
        for (ptrdiff_t i = 0; i < columns; i++) sum += x[i] = expf(scale * (x[i] - largest));
        for (ptrdiff_t i = 0; i < columns; i++) x[i] /= sum;
    }
}

void miwake_log_softmax_rows(float *x, ptrdiff_t rows, ptrdiff_t columns, float scale) {
    if (columns == 0) return;
    for (ptrdiff_t row = 0; row < rows; row++, x += columns) {
        const float largest = row_max(x, columns);
        float sum = 0;
        for (ptrdiff_t i = 0; i < columns; i++) sum += expf(scale * (x[i] - largest));
        const float log_sum = logf(sum);
        for (ptrdiff_t i = 0; i < columns; i++) x[i] = scale * (x[i] - largest) - log_sum;
    }
}

FAST_TARGETS void miwake_radial_kernel(float *cosines, ptrdiff_t count, float gamma) {
    for (ptrdiff_t i = 0; i < count; i++) {
        const float squared = 2 - 2 * cosines[i];
        cosines[i] = exponential(-gamma * (squared > 0 ? squared : 0));
    }
}

FAST_TARGETS void miwake_raise(float *maxima, const float *values, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) maxima[i] = values[i] > maxima[i] ? values[i] : maxima[i];
}

FAST_TARGETS void miwake_raise_to_difference(float *maxima, float head, const float *values, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) {
        const float difference = head - values[i];
        maxima[i] = difference > maxima[i] ? difference : maxima[i];
    }
}

FAST_TARGETS float miwake_weighted_excess(const float *values, const float *floors, const float *weights,
                                          ptrdiff_t count) {
    REASSOCIATE
    float sum = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        const float excess = values[i] - floors[i];
        sum += weights[i] * (excess > 0 ? excess : 0);
    }
    return sum;
}

FAST_TARGETS void miwake_normalize_rows(float *x, ptrdiff_t rows, ptrdiff_t columns) {
    for (ptrdiff_t row = 0; row < rows; row++, x += columns) {
        REASSOCIATE
        float squares = 0;
        for (ptrdiff_t i = 0; i < columns; i++) squares += x[i] * x[i];
        const float scale = squares > 0 ? 1 / sqrtf(squares) : 0;
        for (ptrdiff_t i = 0; i < columns; i++) x[i] *= scale;
    }
}
