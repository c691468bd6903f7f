#pragma once
// Elementwise loops and reductions over contiguous floats. Swift does not vectorise float reductions; clang does.
// Every kernel is deterministic: the order of its sums depends on the sizes alone. No kernel allocates or fails.
#include <stddef.h>

/// In place: each row to exp(scale·x) / Σ exp(scale·x).
void miwake_softmax_rows(float *x, ptrdiff_t rows, ptrdiff_t columns, float scale);
/// In place: each row to scale·x − ln Σ exp(scale·x).
void miwake_log_softmax_rows(float *x, ptrdiff_t rows, ptrdiff_t columns, float scale);
/// In place: each cosine to exp(−γ·(2 − 2·cos)), the radial kernel of two unit vectors.
void miwake_radial_kernel(float *cosines, ptrdiff_t count, float gamma);
/// In place: each maximum to the larger of itself and its value.
void miwake_raise(float *maxima, const float *values, ptrdiff_t count);
/// Σ weights·(values − floors)₊
float miwake_weighted_excess(const float *values, const float *floors, const float *weights, ptrdiff_t count);
/// In place: each maximum to the larger of itself and head − its value.
void miwake_raise_to_difference(float *maxima, float head, const float *values, ptrdiff_t count);
/// In place: each row to Euclidean length 1; zero rows stay.
void miwake_normalize_rows(float *x, ptrdiff_t rows, ptrdiff_t columns);

/// Σ x·y
double miwake_dot(const float *x, const float *y, ptrdiff_t count);
/// In place: x + factor·y.
void miwake_add_scaled(float *x, float factor, const float *y, ptrdiff_t count);

/// In place: each row, of unnormalised probabilities, to the logarithms of its shares, none below `smallest` before.
void miwake_log_shares(float *x, ptrdiff_t rows, ptrdiff_t columns, float smallest);

/// Adds strength·exp(−sharpness·(1 − cosine)) to the score of each image's class. cosines: (rows, images), replaced by what was
/// added; scores: (rows, columns).
void miwake_add_votes(float *cosines, ptrdiff_t rows, ptrdiff_t images, const ptrdiff_t *labels, float strength,
                      float sharpness, float *scores, ptrdiff_t columns);

/// The places of values above a threshold, in order, and how many there are. places: room for `count`.
ptrdiff_t miwake_places_above(const float *x, ptrdiff_t count, float threshold, ptrdiff_t *places);

/// LayerNorm → ReLU → mean over every `group` consecutive rows.
/// z: (rows, width), replaced by the normalised x̂. inverse_deviation: (rows). output: (rows / group, width).
void miwake_layer_norm_relu_mean(float *z, float *inverse_deviation, const float *scale, const float *shift,
                                 float *output, ptrdiff_t rows, ptrdiff_t width, ptrdiff_t group, float epsilon);
/// Backward: x̂ is replaced by ∂/∂z. gradient: ∂/∂output, taken times `weight`. Adds to scale_gradient and
/// shift_gradient, (width) each.
void miwake_layer_norm_relu_mean_backward(float *normalized, const float *inverse_deviation, const float *scale,
                                          const float *shift, const float *gradient, float weight,
                                          float *scale_gradient, float *shift_gradient, ptrdiff_t rows,
                                          ptrdiff_t width, ptrdiff_t group);

/// BatchNorm over the rows with the batch's own statistics → ReLU → mean over every `group` consecutive rows.
/// z: (rows, width), rows `stride` floats apart, replaced by x̂. output: (rows / group, width), `output_stride` apart.
/// running ← (1 − momentum)·running + momentum·batch, with the unbiased variance. inverse_deviation: (width).
void miwake_batch_norm_relu_mean(float *z, ptrdiff_t stride, float *inverse_deviation, const float *scale,
                                 const float *shift, float *running_mean, float *running_variance, float *output,
                                 ptrdiff_t output_stride, ptrdiff_t rows, ptrdiff_t width, ptrdiff_t group,
                                 float epsilon, float momentum);
/// Backward: x̂ is replaced by ∂/∂z. Sets scale_gradient and shift_gradient.
void miwake_batch_norm_relu_mean_backward(float *normalized, ptrdiff_t stride, const float *inverse_deviation,
                                          const float *scale, const float *shift, const float *gradient,
                                          ptrdiff_t gradient_stride, float weight, float *scale_gradient,
                                          float *shift_gradient, ptrdiff_t rows, ptrdiff_t width, ptrdiff_t group);
/// The same with fixed statistics, for scoring; z is left as it is.
void miwake_fixed_norm_relu_mean(const float *z, ptrdiff_t stride, const float *scale, const float *shift,
                                 const float *running_mean, const float *running_variance, float *output,
                                 ptrdiff_t output_stride, ptrdiff_t rows, ptrdiff_t width, ptrdiff_t group,
                                 float epsilon);

/// One step of AdamW on `count` weights. Loshchilov and Hutter, "Decoupled weight decay regularization", 2019.
typedef struct {
    float keep;                  ///< 1 − learning rate × weight decay
    float first_decay;           ///< β₁
    float second_decay;          ///< β₂
    float step;                  ///< learning rate / (1 − β₁ᵗ)
    float inverse_root_correction; ///< 1 / √(1 − β₂ᵗ)
    float epsilon;
} miwake_adamw_step;
void miwake_adamw(float *weights, float *first, float *second, const float *gradient, ptrdiff_t count,
                  const miwake_adamw_step *step);

/// Columns of a panel, and the most rows that `miwake_adamw_linear` takes.
enum { MIWAKE_PANEL = 16, MIWAKE_MOST_ROWS = 128 };
/// Copies (rows, columns) panel by panel: 16 columns of all rows, then the next 16, the last filled up with zeros.
/// panels: rows × columns floats, columns rounded up to 16.
void miwake_pack_panels(const float *input, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t columns, float *panels);
/// A step of AdamW for a linear layer's weights, (outputs, inputs), whose gradient is gradientᵀ·input; it is never stored.
/// gradient: (rows, outputs); panels: the input, (rows, inputs), packed; scratch: 6 × inputs floats, inputs rounded up to 16.
/// For few rows: then the work is moving the weights, and each byte is moved once.
void miwake_adamw_linear(float *weights, float *first, float *second, const float *gradient, ptrdiff_t gradient_stride,
                         const float *panels, ptrdiff_t rows, ptrdiff_t outputs, ptrdiff_t inputs, float *scratch,
                         const miwake_adamw_step *step);

/// Tells the processor that a loop only waits for another thread.
static inline void miwake_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}
