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

// Milliseconds to wait for the rest of an escape sequence: long enough for a slow line, too short to notice.
#define ESCAPE_DELAY 25
// Longer pastes than this end by themselves; nothing we ask for is that long.
#define LONGEST_PASTE 65536
#define PASTE_BEGINS (KEY_MAX + 1)
#define PASTE_ENDS (KEY_MAX + 2)

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
    wtimeout(stdscr, 0);
    // Raw, but for the two keys that must work even when the program hangs: Ctrl-C and Ctrl-\.
    struct termios modes;
    if (tcgetattr(STDIN_FILENO, &modes) == 0) {
        modes.c_lflag |= ISIG;
        modes.c_cc[VSUSP] = _POSIX_VDISABLE;
        tcsetattr(STDIN_FILENO, TCSANOW, &modes);
        def_prog_mode();
    }
    reports_mouse = uses_mouse;
    if (uses_mouse) {
        mouseinterval(0);
        mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
    }
    if (can("BE")) {
        define_key("\033[200~", PASTE_BEGINS);
        define_key("\033[201~", PASTE_ENDS);
        send(tigetstr("BE"));
    }
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

    set_escdelay(ESCAPE_DELAY);
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
    if (reports_mouse) mousemask(0, NULL);
    if (can("BD")) send(tigetstr("BD"));
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

static struct terminal_event event(enum terminal_event_kind kind, uint32_t value) {
    return (struct terminal_event){.kind = kind, .value = value};
}

static struct terminal_event mouse_event(void) {
    MEVENT mouse;
    if (getmouse(&mouse) != OK) return event(TERMINAL_IGNORED, 0);
    struct terminal_event result = event(TERMINAL_MOUSE, TERMINAL_PRESS);
    result.column = mouse.x;
    result.row = mouse.y;
    if (mouse.bstate & BUTTON4_PRESSED) {
        result.value = TERMINAL_WHEEL_UP;
    } else if (mouse.bstate & BUTTON5_PRESSED) {
        result.value = TERMINAL_WHEEL_DOWN;
    } else if (!(mouse.bstate & BUTTON1_PRESSED)) {
        result.kind = TERMINAL_IGNORED;
    }
    return result;
}

// A pasted text is not a row of commands: it is dropped as a whole.
static struct terminal_event drop_paste(void) {
    wint_t code = 0;
    wtimeout(stdscr, 10 * ESCAPE_DELAY);
    for (int i = 0; i < LONGEST_PASTE; i++) {
        int status = get_wch(&code);
        if (status == ERR || (status == KEY_CODE_YES && code == PASTE_ENDS)) break;
    }
    wtimeout(stdscr, 0);
    return event(TERMINAL_IGNORED, 0);
}

// An escape with something hard behind it is a key that terminfo does not know, or Alt with a key: neither is Escape
// and a letter, which would be two commands.
static struct terminal_event after_escape(void) {
    wint_t code = 0;
    int status = get_wch(&code);
    if (status == ERR) return event(TERMINAL_KEY, TERMINAL_ESCAPE);
    if (status == OK && code == 27) {
        unget_wch(27);
        return event(TERMINAL_KEY, TERMINAL_ESCAPE);
    }
    if (status == OK && (code == '[' || code == 'O')) {
        // ECMA-48, 5.4: parameters and intermediates are 0x20 to 0x3F, the final byte 0x40 to 0x7E.
        while (get_wch(&code) == OK && code >= 0x20 && code <= 0x3F) {}
    }
    return event(TERMINAL_IGNORED, 0);
}

static struct terminal_event key_event(wint_t code) {
    switch (code) {
    case KEY_UP: return event(TERMINAL_KEY, TERMINAL_UP);
    case KEY_DOWN: return event(TERMINAL_KEY, TERMINAL_DOWN);
    case KEY_LEFT: return event(TERMINAL_KEY, TERMINAL_LEFT);
    case KEY_RIGHT: return event(TERMINAL_KEY, TERMINAL_RIGHT);
    case KEY_HOME: case KEY_A1: case KEY_FIND: return event(TERMINAL_KEY, TERMINAL_HOME);
    case KEY_END: case KEY_C1: case KEY_SELECT: return event(TERMINAL_KEY, TERMINAL_END);
    case KEY_PPAGE: case KEY_A3: return event(TERMINAL_KEY, TERMINAL_PAGE_UP);
    case KEY_NPAGE: case KEY_C3: return event(TERMINAL_KEY, TERMINAL_PAGE_DOWN);
    case KEY_BACKSPACE: return event(TERMINAL_KEY, TERMINAL_BACKSPACE);
    case KEY_DC: return event(TERMINAL_KEY, TERMINAL_DELETE);
    case KEY_ENTER: return event(TERMINAL_KEY, TERMINAL_ENTER);
    case KEY_BTAB: return event(TERMINAL_KEY, TERMINAL_BACK_TAB);
    case KEY_MOUSE: return mouse_event();
    case PASTE_BEGINS: return drop_paste();
    default:
        if (code > KEY_F0 && code <= KEY_F(63)) return event(TERMINAL_KEY, TERMINAL_F0 + (code - KEY_F0));
        return event(TERMINAL_IGNORED, 0);
    }
}

struct terminal_event terminal_read(void) {
    wint_t code = 0;
    switch (get_wch(&code)) {
    case KEY_CODE_YES: return key_event(code);
    case OK: return code == 27 ? after_escape() : event(TERMINAL_SCALAR, code);
    default: return event(TERMINAL_NOTHING, 0);
    }
}

static int take_flags(void) {
    int flags = signals_take();
    if (flags & TERMINAL_RESIZED) {
        struct winsize size;
        if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
            resizeterm(size.ws_row, size.ws_col);
        }
    }
    return flags;
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
