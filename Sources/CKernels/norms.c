#include "kernels.h"
#include "targets.h"
#include <math.h>

FAST_TARGETS void miwake_layer_norm_relu_mean(float *restrict z, float *restrict inverse_deviation,
                                              const float *restrict scale, const float *restrict shift,
                                              float *restrict output, ptrdiff_t rows, ptrdiff_t width,
                                              ptrdiff_t group, float epsilon) {
    REASSOCIATE
    const float share = 1.0f / (float)group;
    for (ptrdiff_t row = 0; row < rows; row++, z += width) {
        float sum = 0;
        for (ptrdiff_t i = 0; i < width; i++) sum += z[i];
        const float mean = sum / (float)width;
        float squares = 0;
        for (ptrdiff_t i = 0; i < width; i++) squares += (z[i] - mean) * (z[i] - mean);
        const float inverse = 1 / sqrtf(squares / (float)width + epsilon);
        inverse_deviation[row] = inverse;
        float *target = output + row / group * width;
        if (row % group == 0)
            for (ptrdiff_t i = 0; i < width; i++) target[i] = 0;
        for (ptrdiff_t i = 0; i < width; i++) {
            const float normalized = (z[i] - mean) * inverse;
            const float y = normalized * scale[i] + shift[i];
            z[i] = normalized;
            target[i] += y > 0 ? y * share : 0;
        }
    }
}

FAST_TARGETS void miwake_layer_norm_relu_mean_backward(float *restrict normalized,
                                                       const float *restrict inverse_deviation,
                                                       const float *restrict scale, const float *restrict shift,
                                                       const float *restrict gradient, float weight,
                                                       float *restrict scale_gradient,
                                                       float *restrict shift_gradient, ptrdiff_t rows,
                                                       ptrdiff_t width, ptrdiff_t group) {
    REASSOCIATE
    const float share = weight / (float)group;
    for (ptrdiff_t row = 0; row < rows; row++, normalized += width) {
        const float *incoming = gradient + row / group * width;
        float sum = 0, projection = 0;
        for (ptrdiff_t i = 0; i < width; i++) {
            const float x = normalized[i];
            const float dy = x * scale[i] + shift[i] > 0 ? incoming[i] * share : 0;
            const float dx = dy * scale[i];
            scale_gradient[i] += dy * x;
            shift_gradient[i] += dy;
            sum += dx;
            projection += dx * x;
        }
        const float mean = sum / (float)width, along = projection / (float)width;
        const float inverse = inverse_deviation[row];
        for (ptrdiff_t i = 0; i < width; i++) {
            const float x = normalized[i];
            const float dy = x * scale[i] + shift[i] > 0 ? incoming[i] * share : 0;
            normalized[i] = inverse * (dy * scale[i] - mean - x * along);
        }
    }
}

/// Columns handled together: their sums stay in the first-level cache.
enum { TILE = 256 };

FAST_TARGETS void miwake_batch_norm_relu_mean(float *restrict z, ptrdiff_t stride, float *restrict inverse_deviation,
                                              const float *restrict scale, const float *restrict shift,
                                              float *restrict running_mean, float *restrict running_variance,
                                              float *restrict output, ptrdiff_t output_stride, ptrdiff_t rows,
                                              ptrdiff_t width, ptrdiff_t group, float epsilon, float momentum) {
    const float share = 1.0f / (float)group;
    for (ptrdiff_t first = 0; first < width; first += TILE) {
        const ptrdiff_t count = width - first < TILE ? width - first : TILE;
        double sums[TILE] = {0}, squares[TILE] = {0};
        float mean[TILE];
        for (ptrdiff_t row = 0; row < rows; row++) {
            const float *x = z + row * stride + first;
            for (ptrdiff_t i = 0; i < count; i++) sums[i] += x[i];
        }
        for (ptrdiff_t i = 0; i < count; i++) mean[i] = (float)(sums[i] / (double)rows);
        for (ptrdiff_t row = 0; row < rows; row++) {
            const float *x = z + row * stride + first;
            for (ptrdiff_t i = 0; i < count; i++) {
                const float distance = x[i] - mean[i];
                squares[i] += distance * distance;
            }
        }
        float *inverse = inverse_deviation + first;
        for (ptrdiff_t i = 0; i < count; i++) {
            inverse[i] = 1 / sqrtf((float)(squares[i] / (double)rows) + epsilon);
            const float unbiased = (float)(squares[i] / (double)(rows - 1));
            running_mean[first + i] += momentum * (mean[i] - running_mean[first + i]);
            running_variance[first + i] += momentum * (unbiased - running_variance[first + i]);
        }
        for (ptrdiff_t row = 0; row < rows; row++) {
            float *x = z + row * stride + first;
            float *target = output + row / group * output_stride + first;
            if (row % group == 0)
                for (ptrdiff_t i = 0; i < count; i++) target[i] = 0;
            for (ptrdiff_t i = 0; i < count; i++) {
                const float normalized = (x[i] - mean[i]) * inverse[i];
                const float y = normalized * scale[first + i] + shift[first + i];
                x[i] = normalized;
                target[i] += y > 0 ? y * share : 0;
            }
        }
    }
}

FAST_TARGETS void miwake_batch_norm_relu_mean_backward(float *restrict normalized, ptrdiff_t stride,
                                                       const float *restrict inverse_deviation,
                                                       const float *restrict scale, const float *restrict shift,
                                                       const float *restrict gradient, ptrdiff_t gradient_stride,
                                                       float weight, float *restrict scale_gradient,
                                                       float *restrict shift_gradient, ptrdiff_t rows,
                                                       ptrdiff_t width, ptrdiff_t group) {
    const float share = weight / (float)group;
    for (ptrdiff_t first = 0; first < width; first += TILE) {
        const ptrdiff_t count = width - first < TILE ? width - first : TILE;
        double sums[TILE] = {0}, projections[TILE] = {0};
        float mean[TILE], along[TILE], factor[TILE];
        for (ptrdiff_t row = 0; row < rows; row++) {
            const float *x = normalized + row * stride + first;
            const float *incoming = gradient + row / group * gradient_stride + first;
            for (ptrdiff_t i = 0; i < count; i++) {
                const float dy = x[i] * scale[first + i] + shift[first + i] > 0 ? incoming[i] * share : 0;
                sums[i] += dy;
                projections[i] += dy * x[i];
            }
        }
        for (ptrdiff_t i = 0; i < count; i++) {
            shift_gradient[first + i] = (float)sums[i];
            scale_gradient[first + i] = (float)projections[i];
            mean[i] = (float)(sums[i] / (double)rows);
            along[i] = (float)(projections[i] / (double)rows);
            factor[i] = scale[first + i] * inverse_deviation[first + i];
        }
        for (ptrdiff_t row = 0; row < rows; row++) {
            float *x = normalized + row * stride + first;
            const float *incoming = gradient + row / group * gradient_stride + first;
            for (ptrdiff_t i = 0; i < count; i++) {
                const float dy = x[i] * scale[first + i] + shift[first + i] > 0 ? incoming[i] * share : 0;
                x[i] = factor[i] * (dy - mean[i] - x[i] * along[i]);
            }
        }
    }
}

FAST_TARGETS void miwake_fixed_norm_relu_mean(const float *restrict z, ptrdiff_t stride, const float *restrict scale,
                                              const float *restrict shift, const float *restrict running_mean,
                                              const float *restrict running_variance, float *restrict output,
                                              ptrdiff_t output_stride, ptrdiff_t rows, ptrdiff_t width,
                                              ptrdiff_t group, float epsilon) {
    const float share = 1.0f / (float)group;
    for (ptrdiff_t first = 0; first < width; first += TILE) {
        const ptrdiff_t count = width - first < TILE ? width - first : TILE;
        float factor[TILE];
        for (ptrdiff_t i = 0; i < count; i++)
            factor[i] = scale[first + i] / sqrtf(running_variance[first + i] + epsilon);
        for (ptrdiff_t row = 0; row < rows; row++) {
            const float *x = z + row * stride + first;
            float *target = output + row / group * output_stride + first;
            if (row % group == 0)
                for (ptrdiff_t i = 0; i < count; i++) target[i] = 0;
            for (ptrdiff_t i = 0; i < count; i++) {
                const float y = (x[i] - running_mean[first + i]) * factor[i] + shift[first + i];
                target[i] += y > 0 ? y * share : 0;
            }
        }
    }
}
