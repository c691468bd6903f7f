#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <ncurses.h>
#include <term.h>

#include "session.h"
#include "terminal.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static SCREEN *screen;
static int has_colors_on, has_defaults, reports_mouse;

// MARK: opening and closing

static char restore_text[512];
static int restore_length;

static int keep_byte(int byte) {
    if (restore_length < (int)sizeof restore_text - 1) restore_text[restore_length++] = (char)byte;
    return byte;
}

static void keep_sequence(const char *name) {
    const char *sequence = tigetstr(name);
    if (sequence != NULL && sequence != (char *)-1) tputs(sequence, 1, keep_byte);
}

static void keep_text(const char *text) {
    while (*text) keep_byte(*text++);
}

static int can(const char *name) {
    const char *sequence = tigetstr(name);
    return sequence != NULL && sequence != (char *)-1;
}

static void send(const char *text) {
    putp(text);
    fflush(stdout);
}

static int has_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

// Presses and the wheel, each report in digits where the terminal can (mode 1006); marks around what is pasted.
static void ask_for_reports(void) {
    if (reports_mouse) send("\033[?1000h\033[?1006h");
    if (can("BE")) send(tigetstr("BE"));
}

static void stop_reports(void) {
    if (reports_mouse) send("\033[?1000l\033[?1006l");
    if (can("BD")) send(tigetstr("BD"));
}

static void set_modes(int uses_mouse) {
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    meta(stdscr, TRUE);
    intrflush(stdscr, FALSE);
    scrollok(stdscr, FALSE);
    leaveok(stdscr, FALSE);
    typeahead(-1);
    // Raw, but for the two keys that must work even when the program hangs: Ctrl-C and Ctrl-\.
    struct termios modes;
    if (tcgetattr(STDIN_FILENO, &modes) == 0) {
        modes.c_lflag |= ISIG;
        modes.c_cc[VSUSP] = _POSIX_VDISABLE;
        tcsetattr(STDIN_FILENO, TCSANOW, &modes);
        def_prog_mode();
    }
    reports_mouse = uses_mouse && can("kmous");
    ask_for_reports();
}

enum terminal_opening terminal_open(const char *name, int uses_color, int uses_mouse, int log) {
    if (screen != NULL) return TERMINAL_BUSY;
    if (!isatty(STDIN_FILENO)) return TERMINAL_INPUT_IS_NO_TTY;
    if (!isatty(STDOUT_FILENO)) return TERMINAL_OUTPUT_IS_NO_TTY;
    // Only what decides about characters: numbers keep their decimal point.
    setlocale(LC_CTYPE, "");
    if (!has_utf8()) setlocale(LC_CTYPE, "C.UTF-8");
    if (!has_utf8()) return TERMINAL_NO_UTF8;
    if (signals_prepare() != 0) return TERMINAL_NO_PIPE;
    struct termios original;
    if (tcgetattr(STDIN_FILENO, &original) != 0) return TERMINAL_INPUT_IS_NO_TTY;
    // setupterm answers where newterm would already have cleared the screen.
    int known = 0;
    if (setupterm(name, STDOUT_FILENO, &known) != OK) return TERMINAL_UNKNOWN;
    int is_simple = !can("cup") || !can("clear");
    del_curterm(cur_term);
    if (is_simple) return TERMINAL_TOO_SIMPLE;

    restore_prepare(log);
    screen = newterm(name, stdout, stdin);
    if (screen == NULL) {
        restore_disarm();
        return TERMINAL_UNKNOWN;
    }
    set_term(screen);
    restore_length = 0;
    keep_sequence("sgr0");
    keep_sequence("op");
    if (can("BD")) keep_sequence("BD");
    if (uses_mouse) keep_text("\033[?1000l\033[?1006l");
    keep_sequence("rmkx");
    keep_sequence("cnorm");
    keep_sequence("rmcup");
    restore_arm(&original, restore_text, restore_length);
    signals_install();
    set_modes(uses_mouse);
    has_colors_on = uses_color && has_colors() && start_color() == OK;
    has_defaults = has_colors_on && use_default_colors() == OK;
    return TERMINAL_OPENED;
}

void terminal_close(void) {
    if (screen == NULL) return;
    stop_reports();
    endwin();
    delscreen(screen);
    screen = NULL;
    restore_disarm();
    signals_remove();
}

// MARK: drawing

int terminal_columns(void) { return COLS; }
int terminal_rows(void) { return LINES; }
int terminal_colors(void) { return has_colors_on ? COLORS : 0; }
int terminal_pairs(void) { return has_colors_on ? COLOR_PAIRS : 1; }

void terminal_define_pair(int pair, int foreground, int background) {
    if (!has_defaults && foreground < 0) foreground = COLOR_WHITE;
    if (!has_defaults && background < 0) background = COLOR_BLACK;
    init_extended_pair(pair, foreground, background);
}

void terminal_forget_pairs(void) { reset_color_pairs(); }

void terminal_put(int row, int column, const uint32_t *scalars, int count, unsigned attributes, int pair) {
    wchar_t text[CCHARW_MAX + 1] = {0};
    for (int i = 0; i < count && i < CCHARW_MAX; i++) text[i] = (wchar_t)scalars[i];
    attr_t looks = A_NORMAL;
    if (attributes & TERMINAL_BOLD) looks |= A_BOLD;
    if (attributes & TERMINAL_DIM) looks |= A_DIM;
    if (attributes & TERMINAL_UNDERLINE) looks |= A_UNDERLINE;
    if (attributes & TERMINAL_REVERSE) looks |= A_REVERSE;
    cchar_t cell;
    // The number of a pair may be larger than a short: the last argument carries it.
    if (setcchar(&cell, text, looks, 0, &pair) == OK) mvwadd_wch(stdscr, row, column, &cell);
}

void terminal_repaint(void) {
    werase(stdscr);
    clearok(stdscr, TRUE);
}

void terminal_update(int row, int column) {
    if (row >= 0) wmove(stdscr, row, column);
    curs_set(row >= 0);
    wrefresh(stdscr);
}

void terminal_ring(void) { beep(); }

// MARK: input

int terminal_read(uint8_t *bytes, int capacity) {
    struct pollfd source = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&source, 1, 0) <= 0) return 0;
    ssize_t count = read(STDIN_FILENO, bytes, (size_t)capacity);
    return count > 0 ? (int)count : 0;
}

int terminal_capability(const char *name, uint8_t *bytes, int capacity) {
    if (!can(name)) return 0;
    const char *sequence = tigetstr(name);
    int length = (int)strlen(sequence);
    if (length > capacity) return 0;
    memcpy(bytes, sequence, (size_t)length);
    return length;
}

static void follow_size(void) {
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
        resizeterm(size.ws_row, size.ws_col);
    }
}

static int take_flags(void) {
    int flags = signals_take();
    if (flags & TERMINAL_RESIZED) follow_size();
    return flags;
}

void terminal_resume(void) {
    // A refresh after endwin() puts modes, alternate screen and keypad back.
    endwin();
    refresh();
    ask_for_reports();
    follow_size();
}

void terminal_suspend(void) {
    stop_reports();
    endwin();
    signals_stop();
    terminal_resume();
}

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

int terminal_wait(int milliseconds) {
    long long end = now() + milliseconds;
    for (;;) {
        struct pollfd sources[] = {
            {.fd = STDIN_FILENO, .events = POLLIN},
            {.fd = signals_descriptor(), .events = POLLIN},
        };
        long long left = milliseconds < 0 ? -1 : end - now();
        int ready = poll(sources, 2, milliseconds < 0 ? -1 : left > 0 ? (int)left : 0);
        int flags = take_flags();
        if (ready > 0 && sources[0].revents) {
            int waiting = 0;
            int is_there = ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 && waiting > 0;
            flags |= is_there ? TERMINAL_HAS_INPUT : TERMINAL_LEAVE;
        }
        if (flags != 0 || ready == 0 || (ready < 0 && errno != EINTR)) return flags;
    }
}
