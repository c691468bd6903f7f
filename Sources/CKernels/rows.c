#include "kernels.h"
#include "activations.h"
#include "lanes.h"
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

/// So many products are added up in single precision.
enum { CHUNK = 4096 };

FAST_TARGETS double miwake_dot(const float *x, const float *y, ptrdiff_t count) {
    double total = 0;
    for (ptrdiff_t start = 0; start < count; start += CHUNK) {
        REASSOCIATE
        const ptrdiff_t end = start + CHUNK < count ? start + CHUNK : count;
        float sum = 0;
        for (ptrdiff_t i = start; i < end; i++) sum += x[i] * y[i];
        total += (double)sum;
    }
    return total;
}

FAST_TARGETS void miwake_add_scaled(float *restrict x, float factor, const float *restrict y, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) x[i] += factor * y[i];
}

FAST_TARGETS void miwake_log_shares(float *x, ptrdiff_t rows, ptrdiff_t columns, float smallest) {
    for (ptrdiff_t row = 0; row < rows; row++, x += columns) {
        REASSOCIATE
        float sum = 0;
        for (ptrdiff_t i = 0; i < columns; i++) {
            x[i] = x[i] > smallest ? x[i] : smallest;
            sum += x[i];
        }
        const float inverse = 1 / sum;
        for (ptrdiff_t i = 0; i < columns; i++) x[i] = logarithm(x[i] * inverse);
    }
}

FAST_TARGETS void miwake_add_votes(float *cosines, ptrdiff_t rows, ptrdiff_t images, const ptrdiff_t *labels,
                                   float strength, float sharpness, float *scores, ptrdiff_t columns) {
    for (ptrdiff_t row = 0; row < rows; row++, cosines += images, scores += columns) {
        for (ptrdiff_t i = 0; i < images; i++) cosines[i] = strength * exponential(-sharpness * (1 - cosines[i]));
        for (ptrdiff_t i = 0; i < images; i++) scores[labels[i]] += cosines[i];
    }
}

FAST_TARGETS ptrdiff_t miwake_places_above(const float *x, ptrdiff_t count, float threshold, ptrdiff_t *places) {
    ptrdiff_t found = 0;
    for (ptrdiff_t start = 0; start < count; start += LANES) {
        const ptrdiff_t end = start + LANES < count ? start + LANES : count;
        // Nearly always there is none.
        if (!(largest_of(x + start, end - start) > threshold)) continue;
        for (ptrdiff_t i = start; i < end; i++)
            if (x[i] > threshold) places[found++] = i;
    }
    return found;
}
