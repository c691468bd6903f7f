#include "cholesky.h"
#include "activations.h"
#include "targets.h"
#include <math.h>

#pragma clang fp contract(fast)

INLINE float dot(const float *a, const float *b, ptrdiff_t count) {
    REASSOCIATE
    float sum = 0;
    for (ptrdiff_t i = 0; i < count; i++) sum += a[i] * b[i];
    return sum;
}

FAST_TARGETS ptrdiff_t miwake_cholesky(float *a, ptrdiff_t stride, ptrdiff_t size) {
    for (ptrdiff_t row = 0; row < size; row++) {
        float *own = a + row * stride;
        for (ptrdiff_t column = 0; column < row; column++) {
            const float *other = a + column * stride;
            own[column] = (own[column] - dot(own, other, column)) / other[column];
        }
        const float pivot = own[row] - dot(own, own, row);
        if (!(pivot > 0)) return row + 1;
        own[row] = sqrtf(pivot);
    }
    return 0;
}

FAST_TARGETS void miwake_solve_rows(const float *lower, ptrdiff_t stride, ptrdiff_t size, float *x, ptrdiff_t stride_x,
                                    ptrdiff_t rows) {
    for (ptrdiff_t row = 0; row < rows; row++, x += stride_x)
        for (ptrdiff_t column = 0; column < size; column++) {
            const float *other = lower + column * stride;
            x[column] = (x[column] - dot(x, other, column)) / other[column];
        }
}

INLINE void subtract(float *restrict target, const float *restrict source, float factor, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) target[i] -= factor * source[i];
}

INLINE void divide(float *x, float by, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) x[i] /= by;
}

FAST_TARGETS void miwake_solve_lower(const float *lower, ptrdiff_t stride, ptrdiff_t size, float *x, ptrdiff_t stride_x,
                                     ptrdiff_t columns) {
    for (ptrdiff_t row = 0; row < size; row++) {
        for (ptrdiff_t other = 0; other < row; other++)
            subtract(x + row * stride_x, x + other * stride_x, lower[row * stride + other], columns);
        divide(x + row * stride_x, lower[row * stride + row], columns);
    }
}

FAST_TARGETS void miwake_solve_upper(const float *lower, ptrdiff_t stride, ptrdiff_t size, float *x, ptrdiff_t stride_x,
                                     ptrdiff_t columns) {
    for (ptrdiff_t row = size - 1; row >= 0; row--) {
        for (ptrdiff_t other = row + 1; other < size; other++)
            subtract(x + row * stride_x, x + other * stride_x, lower[other * stride + row], columns);
        divide(x + row * stride_x, lower[row * stride + row], columns);
    }
}
