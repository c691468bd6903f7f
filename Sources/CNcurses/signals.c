#define _GNU_SOURCE
#include "session.h"
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

// Enough for a handler and for the message of a trap that overflowed the main stack.
#define ALTERNATE_STACK_SIZE 65536

static const int leaving[] = {SIGINT, SIGTERM, SIGHUP};
static const int crashing[] = {SIGILL, SIGTRAP, SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGQUIT, SIGSYS};
#define COUNT(array) (sizeof(array) / sizeof *(array))

// The pipe lives as long as the process, so that a late wake can never hit a file of somebody else.
static int wake_pipe[2] = {-1, -1};
static volatile sig_atomic_t leave_flag, resize_flag, suspend_flag, continue_flag;
static struct sigaction before_leaving[COUNT(leaving)], before_crashing[COUNT(crashing)], before_resize, before_suspend,
    before_continue;
static char alternate_stack[ALTERNATE_STACK_SIZE];

void terminal_wake(void) {
    int kept = errno;
    // A full pipe wakes as well as one byte more would.
    ssize_t ignored = write(wake_pipe[1], "w", 1);
    (void)ignored;
    errno = kept;
}

static void ask_to_leave(int number) {
    if (leave_flag) {
        // Nobody has listened to the first time: the program hangs, and the person means it.
        restore_now();
        signal(number, SIG_DFL);
        raise(number);
    }
    leave_flag = 1;
    terminal_wake();
}

static void note_resize(int number) {
    (void)number;
    resize_flag = 1;
    terminal_wake();
}

static void note_suspend(int number) {
    (void)number;
    suspend_flag = 1;
    terminal_wake();
}

static void note_continue(int number) {
    (void)number;
    continue_flag = 1;
    terminal_wake();
}

// SA_RESETHAND has put the default back: raising again ends the process as if we had not been here.
static void restore_and_crash(int number) {
    restore_now();
    raise(number);
}

static struct sigaction action(void (*handler)(int), int flags) {
    struct sigaction action = {.sa_flags = flags};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    return action;
}

int signals_prepare(void) {
    if (wake_pipe[0] < 0 && pipe2(wake_pipe, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    leave_flag = resize_flag = suspend_flag = continue_flag = 0;
    return 0;
}

void signals_install(void) {
    stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack};
    sigaltstack(&stack, NULL);
    struct sigaction leave = action(ask_to_leave, SA_RESTART);
    struct sigaction crash = action(restore_and_crash, SA_ONSTACK | SA_NODEFER | (int)SA_RESETHAND);
    struct sigaction resize = action(note_resize, SA_RESTART);
    for (size_t i = 0; i < COUNT(leaving); i++) sigaction(leaving[i], &leave, &before_leaving[i]);
    for (size_t i = 0; i < COUNT(crashing); i++) sigaction(crashing[i], &crash, &before_crashing[i]);
    sigaction(SIGWINCH, &resize, &before_resize);
    struct sigaction suspend = action(note_suspend, SA_RESTART);
    struct sigaction go_on = action(note_continue, SA_RESTART);
    sigaction(SIGTSTP, &suspend, &before_suspend);
    sigaction(SIGCONT, &go_on, &before_continue);
}

void signals_stop(void) {
    struct sigaction ours, standard = action(SIG_DFL, 0);
    sigaction(SIGTSTP, &standard, &ours);
    // The whole group, as the terminal itself would: a pipeline or a wrapper stops with us. Where nobody could continue us
    // the system passes over it.
    kill(0, SIGTSTP);
    sigaction(SIGTSTP, &ours, NULL);
    suspend_flag = continue_flag = 0;
}

void signals_remove(void) {
    for (size_t i = 0; i < COUNT(leaving); i++) sigaction(leaving[i], &before_leaving[i], NULL);
    for (size_t i = 0; i < COUNT(crashing); i++) sigaction(crashing[i], &before_crashing[i], NULL);
    sigaction(SIGWINCH, &before_resize, NULL);
    sigaction(SIGTSTP, &before_suspend, NULL);
    sigaction(SIGCONT, &before_continue, NULL);
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
}

int signals_descriptor(void) { return wake_pipe[0]; }

int signals_take(void) {
    char bytes[256];
    int flags = 0;
    while (read(wake_pipe[0], bytes, sizeof bytes) > 0) flags |= TERMINAL_WOKEN;
    if (resize_flag) {
        resize_flag = 0;
        flags |= TERMINAL_RESIZED;
    }
    if (leave_flag) {
        leave_flag = 0;
        flags |= TERMINAL_LEAVE;
    }
    if (suspend_flag) {
        suspend_flag = 0;
        flags |= TERMINAL_SUSPENDED;
    }
    if (continue_flag) {
        continue_flag = 0;
        flags |= TERMINAL_CONTINUED;
    }
    return flags;
}
