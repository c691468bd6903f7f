#define _GNU_SOURCE
#include "session.h"
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

// How much of the log is shown after the screen: a Swift trap's message and its stack.
#define TAIL_SIZE 8192

static struct {
    int is_armed;
    struct termios original;
    char sequence[512];
    int length;
    int log;
    int stderr_copy;
    off_t log_start;
} saved = {.log = -1, .stderr_copy = -1};

static void write_all(int descriptor, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(descriptor, bytes, count);
        if (written <= 0) return;
        bytes += written;
        count -= (size_t)written;
    }
}

static void restore_stderr(void) {
    if (saved.stderr_copy < 0) return;
    dup2(saved.stderr_copy, STDERR_FILENO);
    close(saved.stderr_copy);
    saved.stderr_copy = -1;
    off_t end = lseek(saved.log, 0, SEEK_END);
    off_t start = saved.log_start;
    if (end > start + TAIL_SIZE) start = end - TAIL_SIZE;
    char chunk[512];
    while (start < end) {
        ssize_t got = pread(saved.log, chunk, sizeof chunk, start);
        if (got <= 0) return;
        write_all(STDERR_FILENO, chunk, (size_t)got);
        start += got;
    }
}

int terminal_new_log(void) { return memfd_create("stderr", MFD_CLOEXEC); }

static void restore_at_exit(void) { restore_now(); }

void restore_prepare(int log) {
    static int is_registered = 0;
    if (!is_registered) is_registered = atexit(restore_at_exit) == 0;
    saved.log = log;
    saved.stderr_copy = -1;
    // A stderr that the user sent elsewhere does no harm to the screen and stays where it is.
    if (log < 0 || !isatty(STDERR_FILENO)) return;
    saved.log_start = lseek(log, 0, SEEK_END);
    saved.stderr_copy = dup(STDERR_FILENO);
    if (saved.stderr_copy >= 0) dup2(log, STDERR_FILENO);
}

void restore_arm(const struct termios *original, const char *sequence, int length) {
    saved.original = *original;
    saved.length = length < (int)sizeof saved.sequence ? length : 0;
    memcpy(saved.sequence, sequence, (size_t)saved.length);
    __atomic_store_n(&saved.is_armed, 1, __ATOMIC_SEQ_CST);
}

int restore_now(void) {
    if (!__atomic_exchange_n(&saved.is_armed, 0, __ATOMIC_SEQ_CST)) return 0;
    write_all(STDOUT_FILENO, saved.sequence, (size_t)saved.length);
    tcsetattr(STDIN_FILENO, TCSANOW, &saved.original);
    restore_stderr();
    return 1;
}

void restore_disarm(void) {
    __atomic_store_n(&saved.is_armed, 0, __ATOMIC_SEQ_CST);
    restore_stderr();
}
