#include "winograd.h"
#include "activations.h"
#include "targets.h"

#pragma clang fp contract(fast)

/// Eight channels at any address.
typedef float lanes __attribute__((vector_size(32), aligned(4)));
typedef int32_t masks __attribute__((vector_size(32), aligned(4)));

enum {
    LANES = MIWAKE_WINOGRAD_LANES,
    KERNEL = 3,
    LARGEST_SIDE = 4,
    LARGEST_REACH = LARGEST_SIDE + KERNEL - 1
};

// Bᵀ·d for one row or column of a tile, in place; values `step` apart.

INLINE void before_2(lanes *d, int step) {
    const lanes a = d[0], b = d[step], c = d[2 * step], e = d[3 * step];
    d[0] = a - c;
    d[step] = b + c;
    d[2 * step] = c - b;
    d[3 * step] = b - e;
}

INLINE void before_4(lanes *d, int step) {
    const lanes a = d[0], b = d[step], c = d[2 * step], e = d[3 * step], f = d[4 * step], g = d[5 * step];
    const lanes even = f - 4 * c, odd = e - 4 * b;
    const lanes near = f - c, far = 2 * (e - b);
    d[0] = 4 * a - 5 * c + f;
    d[step] = even + odd;
    d[2 * step] = even - odd;
    d[3 * step] = near + far;
    d[4 * step] = near - far;
    d[5 * step] = 4 * b - 5 * e + g;
}

// Aᵀ·m for one row or column of a tile, in place: the first `side` values become the result.

INLINE void after_2(lanes *m, int step) {
    const lanes a = m[0], b = m[step], c = m[2 * step], d = m[3 * step];
    m[0] = a + b + c;
    m[step] = b - c - d;
}

INLINE void after_4(lanes *m, int step) {
    const lanes b = m[step], c = m[2 * step], d = m[3 * step], e = m[4 * step];
    const lanes near = b + c, far = d + e, left = b - c, right = d - e;
    m[0] = m[0] + near + far;
    m[step] = left + 2 * right;
    m[2 * step] = near + 4 * far;
    m[3 * step] = left + 8 * right + m[5 * step];
}

/// Where a tile lies.
typedef struct {
    ptrdiff_t picture, top, left;
} place;

INLINE place place_of(ptrdiff_t tile, ptrdiff_t height, ptrdiff_t width, int side) {
    const ptrdiff_t across = (width + side - 1) / side, down = (height + side - 1) / side;
    const ptrdiff_t inside = tile % (across * down);
    return (place){tile / (across * down), inside / across * side, inside % across * side};
}

INLINE void transform_input(const float *pictures, ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels, int side,
                            ptrdiff_t first, ptrdiff_t count, float *tiles, ptrdiff_t stride) {
    static const float nothing[LANES] = {0};
    const int reach = side + KERNEL - 1;
    for (ptrdiff_t tile = 0; tile < count; tile++, tiles += channels) {
        const place at = place_of(first + tile, height, width, side);
        const float *picture = pictures + at.picture * height * width * channels;
        const float *sources[LARGEST_REACH * LARGEST_REACH];
        ptrdiff_t moves[LARGEST_REACH * LARGEST_REACH];
        for (int y = 0; y < reach; y++)
            for (int x = 0; x < reach; x++) {
                const ptrdiff_t row = at.top + y - 1, column = at.left + x - 1;
                const int is_inside = row >= 0 && row < height && column >= 0 && column < width;
                sources[y * reach + x] = is_inside ? picture + (row * width + column) * channels : nothing;
                moves[y * reach + x] = is_inside;
            }
        for (ptrdiff_t channel = 0; channel < channels; channel += LANES) {
            lanes d[LARGEST_REACH * LARGEST_REACH];
            for (int i = 0; i < reach * reach; i++) d[i] = *(const lanes *)(sources[i] + channel * moves[i]);
            for (int x = 0; x < reach; x++) side == 2 ? before_2(d + x, reach) : before_4(d + x, reach);
            for (int y = 0; y < reach; y++) side == 2 ? before_2(d + y * reach, 1) : before_4(d + y * reach, 1);
            for (int i = 0; i < reach * reach; i++) *(lanes *)(tiles + i * stride + channel) = d[i];
        }
    }
}

INLINE void transform_output(const float *products, ptrdiff_t stride, const float *bias, int rectified,
                             ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels, int side, ptrdiff_t first,
                             ptrdiff_t count, float *pictures) {
    const int reach = side + KERNEL - 1;
    for (ptrdiff_t tile = 0; tile < count; tile++, products += channels) {
        const place at = place_of(first + tile, height, width, side);
        float *target = pictures + ((at.picture * height + at.top) * width + at.left) * channels;
        const ptrdiff_t rows = height - at.top < side ? height - at.top : side;
        const ptrdiff_t columns = width - at.left < side ? width - at.left : side;
        for (ptrdiff_t channel = 0; channel < channels; channel += LANES) {
            lanes m[LARGEST_REACH * LARGEST_REACH];
            for (int i = 0; i < reach * reach; i++) m[i] = *(const lanes *)(products + i * stride + channel);
            for (int x = 0; x < reach; x++) side == 2 ? after_2(m + x, reach) : after_4(m + x, reach);
            for (int y = 0; y < side; y++) side == 2 ? after_2(m + y * reach, 1) : after_4(m + y * reach, 1);
            const lanes shift = *(const lanes *)(bias + channel);
            for (ptrdiff_t y = 0; y < rows; y++)
                for (ptrdiff_t x = 0; x < columns; x++) {
                    lanes value = m[y * reach + x] + shift;
                    if (rectified) value = (lanes)((masks)value & (value > 0));
                    *(lanes *)(target + (y * width + x) * channels + channel) = value;
                }
        }
    }
}

FAST_TARGETS void miwake_winograd_input(const float *pictures, ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels,
                                        int side, ptrdiff_t first, ptrdiff_t count, float *tiles, ptrdiff_t stride) {
    // A side known to the compiler keeps the tile in registers.
    if (side == 2) transform_input(pictures, height, width, channels, 2, first, count, tiles, stride);
    else transform_input(pictures, height, width, channels, 4, first, count, tiles, stride);
}

FAST_TARGETS void miwake_winograd_output(const float *products, ptrdiff_t stride, const float *bias, int rectified,
                                         ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels, int side,
                                         ptrdiff_t first, ptrdiff_t count, float *pictures) {
    if (side == 2)
        transform_output(products, stride, bias, rectified, height, width, channels, 2, first, count, pictures);
    else transform_output(products, stride, bias, rectified, height, width, channels, 4, first, count, pictures);
}

// Rows of G: what a point takes from a kernel's row or column.

static const double points_2[4][KERNEL] = {{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}};
static const double points_4[6][KERNEL] = {{1.0 / 4, 0, 0},
                                           {-1.0 / 6, -1.0 / 6, -1.0 / 6},
                                           {-1.0 / 6, 1.0 / 6, -1.0 / 6},
                                           {1.0 / 24, 1.0 / 12, 1.0 / 6},
                                           {1.0 / 24, -1.0 / 12, 1.0 / 6},
                                           {0, 0, 1}};

FAST_TARGETS void miwake_winograd_kernel(const float *kernel, const float *scales, ptrdiff_t outputs, ptrdiff_t inputs,
                                         int side, int first, int count, float *factors) {
    const int reach = side + KERNEL - 1;
    for (int point = first; point < first + count; point++, factors += outputs * inputs) {
        const double *down = side == 2 ? points_2[point / reach] : points_4[point / reach];
        const double *across = side == 2 ? points_2[point % reach] : points_4[point % reach];
        float shares[KERNEL * KERNEL];
        for (int y = 0; y < KERNEL; y++)
            for (int x = 0; x < KERNEL; x++) shares[y * KERNEL + x] = (float)(down[y] * across[x]);
        for (ptrdiff_t output = 0; output < outputs; output++)
            for (ptrdiff_t input = 0; input < inputs; input++) {
                const float *g = kernel + (output * inputs + input) * KERNEL * KERNEL;
                float sum = 0;
                for (int i = 0; i < KERNEL * KERNEL; i++) sum += shares[i] * g[i];
                factors[output * inputs + input] = sum * scales[output];
            }
    }
}
