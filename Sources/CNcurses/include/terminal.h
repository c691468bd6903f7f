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

/// Reads what was typed, without waiting; returns how many bytes, 0 for none.
int terminal_read(uint8_t *bytes, int capacity);
/// The bytes of a string capability of the terminal, such as a key's; returns how many, 0 where it has none.
int terminal_capability(const char *name, uint8_t *bytes, int capacity);

/// Gives the terminal back, stops the whole job, and takes the terminal over again when somebody continues it.
void terminal_suspend(void);
/// Sets the terminal's modes and size again, after somebody else had it.
void terminal_resume(void);

#define TERMINAL_HAS_INPUT 1
#define TERMINAL_WOKEN 2
#define TERMINAL_RESIZED 4     // columns and rows are the new ones already
#define TERMINAL_SUSPENDED 16  // SIGTSTP came: terminal_suspend obeys it
#define TERMINAL_CONTINUED 32  // SIGCONT came: somebody else may have had the terminal
#define TERMINAL_LEAVE 8       // SIGINT, SIGTERM or SIGHUP came, or the terminal is gone

/// Waits for any of these; 0 when the time is over, and for ever where it is negative.
int terminal_wait(int milliseconds);

/// Ends the present terminal_wait, or the next.
void terminal_wake(void);
