#pragma once

// One version of a kernel for each generation of processors, chosen when the program is loaded.
#if defined(__x86_64__)
#define FAST_TARGETS __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FAST_TARGETS
#endif

// Lets the compiler sum in lanes and fuse multiply-add, without the rest of -ffast-math: NaN tests keep working.
#define REASSOCIATE _Pragma("clang fp reassociate(on) contract(fast)")
