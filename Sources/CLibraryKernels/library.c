#include "library.h"
#include <dlfcn.h>
#include <dnnl.h>
#include <stdlib.h>

extern void omp_set_num_threads(int count);
void miwake_library_threads(int count) { omp_set_num_threads(count); }

struct miwake_primitive {
    dnnl_primitive_t primitive;
    dnnl_memory_t weights, bias, input, output;
};

static dnnl_engine_t engine;
static dnnl_stream_t stream;

static int is_ready(void) {
    if (stream) return 1;
    return dnnl_engine_create(&engine, dnnl_cpu, 0) == dnnl_success
           && dnnl_stream_create(&stream, engine, dnnl_stream_default_flags) == dnnl_success;
}

static dnnl_primitive_attr_t attributes(miwake_activation activation) {
    dnnl_primitive_attr_t attributes;
    dnnl_post_ops_t after;
    dnnl_primitive_attr_create(&attributes);
    dnnl_post_ops_create(&after);
    switch (activation) {
    case MIWAKE_PLAIN: break;
    case MIWAKE_THEN_RELU: dnnl_post_ops_append_eltwise(after, 1, dnnl_eltwise_relu, 0, 0); break;
    case MIWAKE_THEN_GELU: dnnl_post_ops_append_eltwise(after, 1, dnnl_eltwise_gelu_erf, 0, 0); break;
    case MIWAKE_THEN_QUICK_GELU: dnnl_post_ops_append_eltwise(after, 1, dnnl_eltwise_swish, 1.702f, 0); break;
    }
    dnnl_primitive_attr_set_post_ops(attributes, after);
    dnnl_post_ops_destroy(after);
    return attributes;
}

/// The weights in the layout that the primitive asks for.
static dnnl_memory_t reordered(const dnnl_memory_desc_t *from, const float *weights, const dnnl_memory_desc_t *to) {
    dnnl_memory_t source, target;
    dnnl_primitive_desc_t description;
    dnnl_primitive_t reorder;
    dnnl_memory_create(&source, from, engine, (void *)weights);
    dnnl_memory_create(&target, to, engine, DNNL_MEMORY_ALLOCATE);
    dnnl_reorder_primitive_desc_create(&description, from, engine, to, engine, NULL);
    dnnl_primitive_create(&reorder, description);
    const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, source}, {DNNL_ARG_TO, target}};
    dnnl_primitive_execute(reorder, stream, 2, arguments);
    dnnl_stream_wait(stream);
    dnnl_primitive_destroy(reorder);
    dnnl_primitive_desc_destroy(description);
    dnnl_memory_destroy(source);
    return target;
}

static miwake_primitive *made(const_dnnl_op_desc_t operation, miwake_activation activation,
                              const dnnl_memory_desc_t *stored, const float *weights,
                              const dnnl_memory_desc_t *bias_layout, const float *bias, const dnnl_memory_desc_t *input,
                              const dnnl_memory_desc_t *output) {
    dnnl_primitive_attr_t attributes_ = attributes(activation);
    dnnl_primitive_desc_t description;
    const dnnl_status_t status = dnnl_primitive_desc_create(&description, operation, attributes_, engine, NULL);
    dnnl_primitive_attr_destroy(attributes_);
    if (status != dnnl_success) return NULL;
    miwake_primitive *made = calloc(1, sizeof *made);
    dnnl_primitive_create(&made->primitive, description);
    made->weights = reordered(stored, weights, dnnl_primitive_desc_query_md(description, dnnl_query_weights_md, 0));
    dnnl_memory_create(&made->bias, bias_layout, engine, (void *)bias);
    dnnl_memory_create(&made->input, input, engine, DNNL_MEMORY_NONE);
    dnnl_memory_create(&made->output, output, engine, DNNL_MEMORY_NONE);
    dnnl_primitive_desc_destroy(description);
    return made;
}

miwake_primitive *miwake_matmul(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t inner, const float *weights,
                                const float *bias, miwake_activation activation) {
    if (!is_ready()) return NULL;
    dnnl_memory_desc_t input, stored, any, shift, output;
    dnnl_matmul_desc_t operation;
    dnnl_memory_desc_init_by_tag(&input, 2, (dnnl_dims_t){rows, inner}, dnnl_f32, dnnl_ab);
    dnnl_memory_desc_init_by_tag(&stored, 2, (dnnl_dims_t){inner, columns}, dnnl_f32, dnnl_ba);
    dnnl_memory_desc_init_by_tag(&any, 2, (dnnl_dims_t){inner, columns}, dnnl_f32, dnnl_format_tag_any);
    dnnl_memory_desc_init_by_tag(&shift, 2, (dnnl_dims_t){1, columns}, dnnl_f32, dnnl_ab);
    dnnl_memory_desc_init_by_tag(&output, 2, (dnnl_dims_t){rows, columns}, dnnl_f32, dnnl_ab);
    if (dnnl_matmul_desc_init(&operation, &input, &any, &shift, &output) != dnnl_success) return NULL;
    return made(&operation, activation, &stored, weights, &shift, bias, &input, &output);
}

miwake_primitive *miwake_convolution(ptrdiff_t pictures, ptrdiff_t side, ptrdiff_t inputs, ptrdiff_t outputs,
                                     ptrdiff_t kernel, ptrdiff_t step, const float *weights, const float *bias,
                                     int minimal) {
    if (!is_ready()) return NULL;
    const ptrdiff_t new_side = (side + step - 1) / step, border = kernel / 2;
    dnnl_memory_desc_t input, stored, any, shift, output;
    dnnl_convolution_desc_t operation;
    dnnl_memory_desc_init_by_tag(&input, 4, (dnnl_dims_t){pictures, inputs, side, side}, dnnl_f32, dnnl_nhwc);
    dnnl_memory_desc_init_by_tag(&stored, 4, (dnnl_dims_t){outputs, inputs, kernel, kernel}, dnnl_f32, dnnl_oihw);
    dnnl_memory_desc_init_by_tag(&any, 4, (dnnl_dims_t){outputs, inputs, kernel, kernel}, dnnl_f32,
                                 dnnl_format_tag_any);
    dnnl_memory_desc_init_by_tag(&shift, 1, (dnnl_dims_t){outputs}, dnnl_f32, dnnl_a);
    dnnl_memory_desc_init_by_tag(&output, 4, (dnnl_dims_t){pictures, outputs, new_side, new_side}, dnnl_f32, dnnl_nhwc);
    const dnnl_alg_kind_t kind = minimal ? dnnl_convolution_winograd : dnnl_convolution_direct;
    if (dnnl_convolution_forward_desc_init(&operation, dnnl_forward_inference, kind, &input, &any, &shift, &output,
                                           (dnnl_dims_t){step, step}, (dnnl_dims_t){border, border},
                                           (dnnl_dims_t){(new_side - 1) * step + kernel - side - border,
                                                         (new_side - 1) * step + kernel - side - border})
        != dnnl_success)
        return NULL;
    return made(&operation, MIWAKE_THEN_RELU, &stored, weights, &shift, bias, &input, &output);
}

void miwake_run_primitive(miwake_primitive *primitive, const float *input, float *output) {
    dnnl_memory_set_data_handle(primitive->input, (void *)input);
    dnnl_memory_set_data_handle(primitive->output, output);
    const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_SRC, primitive->input},
                                         {DNNL_ARG_WEIGHTS, primitive->weights},
                                         {DNNL_ARG_BIAS, primitive->bias},
                                         {DNNL_ARG_DST, primitive->output}};
    dnnl_primitive_execute(primitive->primitive, stream, 4, arguments);
    dnnl_stream_wait(stream);
}

void miwake_free_primitive(miwake_primitive *primitive) {
    dnnl_primitive_destroy(primitive->primitive);
    dnnl_memory_destroy(primitive->weights);
    dnnl_memory_destroy(primitive->bias);
    dnnl_memory_destroy(primitive->input);
    dnnl_memory_destroy(primitive->output);
    free(primitive);
}

// LAPACK counts columns first, so our lower triangle is its upper one. It is looked for when the benchmark runs: the program needs
// none.

static void *lapack(const char *name) {
    static void *library;
    if (!library) library = dlopen("libopenblas.so.0", RTLD_NOW);
    if (!library) library = dlopen("liblapack.so.3", RTLD_NOW);
    return library ? dlsym(library, name) : NULL;
}

int miwake_has_lapack(void) { return lapack("spotrf_") && lapack("spotri_") && lapack("strsm_"); }

int miwake_lapack_cholesky(float *a, int size) {
    void (*spotrf)(const char *, const int *, float *, const int *, int *, size_t) = lapack("spotrf_");
    int info = -1;
    if (spotrf) spotrf("U", &size, a, &size, &info, 1);
    return info;
}

int miwake_lapack_solve(const float *lower, int size, float *x, int columns) {
    void (*strsm)(const char *, const char *, const char *, const char *, const int *, const int *, const float *,
                  const float *, const int *, float *, const int *, size_t, size_t, size_t, size_t) = lapack("strsm_");
    if (!strsm) return -1;
    // Xᵀ is what it sees: Xᵀ·U = Bᵀ with U = Lᵀ, then Xᵀ·Uᵀ = Bᵀ.
    const float one = 1;
    strsm("R", "U", "N", "N", &columns, &size, &one, lower, &size, x, &columns, 1, 1, 1, 1);
    strsm("R", "U", "T", "N", &columns, &size, &one, lower, &size, x, &columns, 1, 1, 1, 1);
    return 0;
}

int miwake_lapack_inverse(float *lower, int size) {
    void (*spotri)(const char *, const int *, float *, const int *, int *, size_t) = lapack("spotri_");
    int info = -1;
    if (spotri) spotri("U", &size, lower, &size, &info, 1);
    return info;
}

void miwake_lapack_threads(int count) {
    void (*set)(int) = lapack("openblas_set_num_threads");
    if (set) set(count);
}
