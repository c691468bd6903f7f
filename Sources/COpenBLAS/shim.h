#pragma once
#include <cblas.h>
#include <stddef.h>

// LAPACK comes inside OpenBLAS, but its header is another Debian package: the two routines we use are declared here.
// Column-major, Fortran calling convention; `info` > 0 is the order of the minor that is not positive definite.
void spotrf_(const char *uplo, const int *n, float *a, const int *lda, int *info, size_t uplo_length);
void spotri_(const char *uplo, const int *n, float *a, const int *lda, int *info, size_t uplo_length);
