#include "gemm.h"
#include <dnnl.h>

// Of OpenMP we need two functions; the header comes with gcc's own folders, which clang does not search.
extern int omp_get_max_threads(void);
extern void omp_set_num_threads(int count);

int miwake_sgemm(char transpose_a, char transpose_b, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t inner, float alpha,
                 const float *a, ptrdiff_t stride_a, const float *b, ptrdiff_t stride_b, float beta, float *c,
                 ptrdiff_t stride_c) {
    // The count belongs to the calling thread. One: who calls this divides the work among threads himself.
    const int threads = omp_get_max_threads();
    if (threads != 1) omp_set_num_threads(1);
    const dnnl_status_t status = dnnl_sgemm(transpose_a, transpose_b, rows, columns, inner, alpha, a, stride_a, b, stride_b,
                                            beta, c, stride_c);
    if (threads != 1) omp_set_num_threads(threads);
    return status;
}
