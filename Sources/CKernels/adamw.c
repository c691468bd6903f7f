#include "kernels.h"
#include "targets.h"
#include <math.h>

#pragma clang fp contract(fast)

typedef float lanes __attribute__((vector_size(32)));
/// The same eight floats at any address.
typedef float loose_lanes __attribute__((vector_size(32), aligned(4)));

enum { LANES = 8, TILE_ROWS = 4, TILE_LANES = 3, TILE_COLUMNS = LANES * TILE_LANES };

static inline __attribute__((always_inline)) void update_one(float *weight, float *first, float *second, float gradient,
                                                             const miwake_adamw_step *s) {
    const float m = *first + (1 - s->first_decay) * (gradient - *first);
    const float v = s->second_decay * *second + (1 - s->second_decay) * gradient * gradient;
    *first = m;
    *second = v;
    *weight = *weight * s->keep - s->step * m / (sqrtf(v) * s->inverse_root_correction + s->epsilon);
}

static inline __attribute__((always_inline)) void update_lanes(float *weight, float *first, float *second,
                                                               const lanes *gradient, const miwake_adamw_step *s) {
    const lanes g = *gradient, old = *(loose_lanes *)first;
    const lanes m = old + (1 - s->first_decay) * (g - old);
    const lanes v = s->second_decay * *(loose_lanes *)second + (1 - s->second_decay) * g * g;
    *(loose_lanes *)first = m;
    *(loose_lanes *)second = v;
    *(loose_lanes *)weight = *(loose_lanes *)weight * s->keep
        - s->step * m / (__builtin_elementwise_sqrt(v) * s->inverse_root_correction + s->epsilon);
}

FAST_TARGETS void miwake_adamw(float *restrict weights, float *restrict first, float *restrict second,
                               const float *restrict gradient, ptrdiff_t count, const miwake_adamw_step *step) {
    const miwake_adamw_step s = *step;
    for (ptrdiff_t i = 0; i < count; i++) update_one(weights + i, first + i, second + i, gradient[i], &s);
}

/// A tile of the gradient, up to 4 outputs × 24 inputs, made in registers and used up there.
static inline __attribute__((always_inline)) void
update_tile(float *weights, float *first, float *second, const float *gradient, ptrdiff_t gradient_stride,
            const float *input, ptrdiff_t input_stride, ptrdiff_t rows, ptrdiff_t inputs, int tile_rows, int tile_lanes,
            const miwake_adamw_step *step) {
    lanes sums[TILE_ROWS][TILE_LANES];
    for (int i = 0; i < tile_rows; i++)
        for (int j = 0; j < tile_lanes; j++) sums[i][j] = (lanes){0};
    for (ptrdiff_t row = 0; row < rows; row++) {
        lanes x[TILE_LANES];
        for (int j = 0; j < tile_lanes; j++) x[j] = *(const loose_lanes *)(input + row * input_stride + LANES * j);
        for (int i = 0; i < tile_rows; i++) {
            const float dy = gradient[row * gradient_stride + i];
            for (int j = 0; j < tile_lanes; j++) sums[i][j] += dy * x[j];
        }
    }
    for (int i = 0; i < tile_rows; i++)
        for (int j = 0; j < tile_lanes; j++) {
            const ptrdiff_t at = i * inputs + LANES * j;
            update_lanes(weights + at, first + at, second + at, &sums[i][j], step);
        }
}

static inline __attribute__((always_inline)) void
update_rows(float *weights, float *first, float *second, const float *gradient, ptrdiff_t gradient_stride,
            const float *input, ptrdiff_t input_stride, ptrdiff_t rows, ptrdiff_t inputs, int tile_rows,
            const miwake_adamw_step *step) {
    ptrdiff_t column = 0;
    for (; column + TILE_COLUMNS <= inputs; column += TILE_COLUMNS)
        update_tile(weights + column, first + column, second + column, gradient, gradient_stride, input + column,
                    input_stride, rows, inputs, tile_rows, TILE_LANES, step);
    for (; column + LANES <= inputs; column += LANES)
        update_tile(weights + column, first + column, second + column, gradient, gradient_stride, input + column,
                    input_stride, rows, inputs, tile_rows, 1, step);
    for (; column < inputs; column++)
        for (int i = 0; i < tile_rows; i++) {
            float sum = 0;
            for (ptrdiff_t row = 0; row < rows; row++)
                sum += gradient[row * gradient_stride + i] * input[row * input_stride + column];
            const ptrdiff_t at = i * inputs + column;
            update_one(weights + at, first + at, second + at, sum, step);
        }
}

FAST_TARGETS void miwake_adamw_linear(float *restrict weights, float *restrict first, float *restrict second,
                                      const float *restrict gradient, ptrdiff_t gradient_stride,
                                      const float *restrict input, ptrdiff_t input_stride, ptrdiff_t rows,
                                      ptrdiff_t outputs, ptrdiff_t inputs, const miwake_adamw_step *step) {
    const miwake_adamw_step s = *step;
    ptrdiff_t output = 0;
    for (; output + TILE_ROWS <= outputs; output += TILE_ROWS) {
        const ptrdiff_t at = output * inputs;
        update_rows(weights + at, first + at, second + at, gradient + output, gradient_stride, input, input_stride, rows,
                    inputs, TILE_ROWS, &s);
    }
    for (; output < outputs; output++) {
        const ptrdiff_t at = output * inputs;
        update_rows(weights + at, first + at, second + at, gradient + output, gradient_stride, input, input_stride, rows,
                    inputs, 1, &s);
    }
}
