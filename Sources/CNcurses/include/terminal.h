#pragma once
#include <stdint.h>

// One ncurses screen, spoken to in plain numbers: ncurses' macros, variadic functions and global variables do not import
// into Swift, and what restores the terminal after a crash must be C. Everything here belongs to one thread, except
// terminal_wake, which any thread and any signal handler may call.

enum terminal_opening {
    TERMINAL_OPENED = 0,
    TERMINAL_BUSY,             // a screen is open already
    TERMINAL_INPUT_IS_NO_TTY,
    TERMINAL_OUTPUT_IS_NO_TTY,
    TERMINAL_NO_UTF8,          // neither the user's locale nor C.UTF-8
    TERMINAL_UNKNOWN,          // no such entry in the terminfo database
    TERMINAL_TOO_SIMPLE,       // it cannot move its cursor or clear itself
    TERMINAL_NO_PIPE,          // the system gave no pipe; errno says why
};

/// A file in memory that can serve as a log; -1 on failure, errno says why.
int terminal_new_log(void);

/// Takes the terminal over. `log` is a file that stderr goes to while the screen is on, or -1.
enum terminal_opening terminal_open(const char *name, int uses_color, int uses_mouse, int log);

/// Gives the terminal back as it was, and shows on stderr the end of what went to the log meanwhile.
void terminal_close(void);

int terminal_columns(void);
int terminal_rows(void);

/// How many colours it has; 1 << 24 or more where a colour's number is its 24-bit value. 0 without colours.
int terminal_colors(void);
/// Pairs can be numbered from 1 to one less than this.
int terminal_pairs(void);
/// Gives a number to a pair of colours; -1 is the terminal's default.
void terminal_define_pair(int pair, int foreground, int background);
void terminal_forget_pairs(void);

#define TERMINAL_BOLD 1u
#define TERMINAL_DIM 2u
#define TERMINAL_UNDERLINE 4u
#define TERMINAL_REVERSE 8u

/// Puts one glyph: a spacing scalar and up to four marks.
void terminal_put(int row, int column, const uint32_t *scalars, int count, unsigned attributes, int pair);
/// Makes the next update paint everything.
void terminal_repaint(void);
/// Sends what changed, and shows the cursor at a place, or not at all where `row` is negative.
void terminal_update(int row, int column);
void terminal_ring(void);

enum terminal_event_kind {
    TERMINAL_NOTHING = 0,
    TERMINAL_SCALAR,           // value: what was typed, control characters included
    TERMINAL_KEY,              // value: enum terminal_key, or TERMINAL_F0 + n
    TERMINAL_MOUSE,            // value: enum terminal_button
    TERMINAL_IGNORED,          // something that means nothing to us, read and dropped
};

enum terminal_key {
    TERMINAL_UP, TERMINAL_DOWN, TERMINAL_LEFT, TERMINAL_RIGHT, TERMINAL_HOME, TERMINAL_END, TERMINAL_PAGE_UP,
    TERMINAL_PAGE_DOWN, TERMINAL_BACKSPACE, TERMINAL_DELETE, TERMINAL_ENTER, TERMINAL_BACK_TAB, TERMINAL_ESCAPE,
    TERMINAL_F0 = 100,
};

enum terminal_button { TERMINAL_PRESS, TERMINAL_WHEEL_UP, TERMINAL_WHEEL_DOWN };

struct terminal_event {
    enum terminal_event_kind kind;
    uint32_t value;
    int column;
    int row;
};

/// What was typed, without waiting (but for the rest of an escape sequence).
struct terminal_event terminal_read(void);

#define TERMINAL_HAS_INPUT 1
#define TERMINAL_WOKEN 2
#define TERMINAL_RESIZED 4     // columns and rows are the new ones already
#define TERMINAL_LEAVE 8       // SIGINT, SIGTERM or SIGHUP came, or the terminal is gone

/// Waits for any of these; 0 when the time is over, and for ever where it is negative.
int terminal_wait(int milliseconds);

/// Ends the present terminal_wait, or the next.
void terminal_wake(void);
