#pragma once
#include <stddef.h>

// What multinomial logistic regression does to scores, and the sums that its descent needs. By the calling thread alone.

/// In place: scores, logits of (rows, columns), become softmax − one-hot: the slope of Σ −ln p(label) in them.
void miwake_cross_entropy_slope(float *scores, const ptrdiff_t *labels, ptrdiff_t rows, ptrdiff_t columns);

/// The first two derivatives of Σ −ln p(label) by t, along scores + t·direction at t = step: Σ E[direction] − direction of the label,
/// and Σ Var[direction], under the softmax of each row. (rows, columns) both.
void miwake_cross_entropy_along(const float *scores, const float *direction, float step, const ptrdiff_t *labels,
                                ptrdiff_t rows, ptrdiff_t columns, double *slope, double *curvature);
