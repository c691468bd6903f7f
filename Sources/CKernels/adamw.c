#include "kernels.h"
#include "targets.h"
#include <math.h>

#pragma clang fp contract(fast)

static inline __attribute__((always_inline)) void update(float *restrict weights, float *restrict first,
                                                         float *restrict second, const float *restrict gradient,
                                                         ptrdiff_t count, const miwake_adamw_step s) {
    for (ptrdiff_t i = 0; i < count; i++) {
        const float g = gradient[i];
        const float m = first[i] + (1 - s.first_decay) * (g - first[i]);
        const float v = s.second_decay * second[i] + (1 - s.second_decay) * g * g;
        first[i] = m;
        second[i] = v;
        weights[i] = weights[i] * s.keep - s.step * m / (sqrtf(v) * s.inverse_root_correction + s.epsilon);
    }
}

FAST_TARGETS void miwake_adamw(float *weights, float *first, float *second, const float *gradient, ptrdiff_t count,
                               const miwake_adamw_step *step) {
    update(weights, first, second, gradient, count, *step);
}

// The gradient of a linear layer is a product over few rows. It is made a few outputs at a time, in registers, and used up
// from the first-level cache; meanwhile the weights and moments of those outputs are fetched from memory.

typedef float lanes __attribute__((vector_size(32)));
/// The same eight floats at any address.
typedef float loose_lanes __attribute__((vector_size(32), aligned(4)));

enum {
    LANES = 8,
    PANEL_LANES = MIWAKE_PANEL / LANES,
    /// Outputs at a time: with two lanes each they fill twelve of sixteen registers.
    TILE = 6,
    /// Floats of a cache line.
    LINE = 16,
    MOST_ROWS = MIWAKE_MOST_ROWS
};

FAST_TARGETS void miwake_pack_panels(const float *input, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t columns,
                                     float *panels) {
    for (ptrdiff_t first = 0; first < columns; first += MIWAKE_PANEL) {
        const ptrdiff_t count = columns - first < MIWAKE_PANEL ? columns - first : MIWAKE_PANEL;
        for (ptrdiff_t row = 0; row < rows; row++, panels += MIWAKE_PANEL)
            for (ptrdiff_t i = 0; i < MIWAKE_PANEL; i++) panels[i] = i < count ? input[row * stride + first + i] : 0;
    }
}

/// gradient (outputs, 16) ← packedᵀ·panel, with packed (rows, TILE) and panel (rows, 16).
static inline __attribute__((always_inline)) void multiply(const float *packed, const float *panel, ptrdiff_t rows,
                                                           float *gradient, ptrdiff_t stride, int outputs) {
    lanes sums[TILE][PANEL_LANES];
    for (int i = 0; i < outputs; i++)
        for (int j = 0; j < PANEL_LANES; j++) sums[i][j] = (lanes){0};
    for (ptrdiff_t row = 0; row < rows; row++, packed += TILE, panel += MIWAKE_PANEL)
        for (int i = 0; i < outputs; i++)
            for (int j = 0; j < PANEL_LANES; j++) sums[i][j] += packed[i] * *(const loose_lanes *)(panel + LANES * j);
    for (int i = 0; i < outputs; i++)
        for (int j = 0; j < PANEL_LANES; j++) *(loose_lanes *)(gradient + i * stride + LANES * j) = sums[i][j];
}

static inline __attribute__((always_inline)) void
update_outputs(float *weights, float *first, float *second, const float *gradient, ptrdiff_t gradient_stride,
               const float *panels, ptrdiff_t rows, ptrdiff_t inputs, float *scratch, int outputs,
               const miwake_adamw_step *step) {
    float packed[MOST_ROWS * TILE];
    for (ptrdiff_t row = 0; row < rows; row++)
        for (int i = 0; i < outputs; i++) packed[row * TILE + i] = gradient[row * gradient_stride + i];
    const ptrdiff_t stride = (inputs + MIWAKE_PANEL - 1) / MIWAKE_PANEL * MIWAKE_PANEL;
    for (ptrdiff_t column = 0; column < inputs; column += MIWAKE_PANEL) {
        for (ptrdiff_t line = column * outputs; line < (column + MIWAKE_PANEL) * outputs; line += LINE) {
            __builtin_prefetch(weights + line, 1, 2);
            __builtin_prefetch(first + line, 1, 2);
            __builtin_prefetch(second + line, 1, 2);
        }
        multiply(packed, panels + column * rows, rows, scratch + column, stride, outputs);
    }
    if (stride == inputs)
        update(weights, first, second, scratch, outputs * inputs, *step);
    else
        for (int i = 0; i < outputs; i++)
            update(weights + i * inputs, first + i * inputs, second + i * inputs, scratch + i * stride, inputs, *step);
}

FAST_TARGETS void miwake_adamw_linear(float *weights, float *first, float *second, const float *gradient,
                                      ptrdiff_t gradient_stride, const float *panels, ptrdiff_t rows,
                                      ptrdiff_t outputs, ptrdiff_t inputs, float *scratch,
                                      const miwake_adamw_step *step) {
    ptrdiff_t output = 0;
    for (; output + TILE <= outputs; output += TILE)
        update_outputs(weights + output * inputs, first + output * inputs, second + output * inputs, gradient + output,
                       gradient_stride, panels, rows, inputs, scratch, TILE, step);
    for (; output < outputs; output++)
        update_outputs(weights + output * inputs, first + output * inputs, second + output * inputs, gradient + output,
                       gradient_stride, panels, rows, inputs, scratch, 1, step);
}
