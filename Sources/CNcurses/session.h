#pragma once
#include <termios.h>

// What the parts of this module share.

/// Remembers how to give the terminal back, for signal handlers too; called when the screen is about to open.
void restore_prepare(int log);
/// From here on a crash, exit() or a fatal signal gives the terminal back.
void restore_arm(const struct termios *original, const char *sequence, int length);
/// Gives the terminal back by plain writes, once; safe in a signal handler. Returns 0 when there was nothing to do.
int restore_now(void);
/// Forgets the screen after an orderly end: stderr and the signal handlers are as they were.
void restore_disarm(void);

int signals_prepare(void);
void signals_install(void);
void signals_remove(void);
/// Stops this process and its whole group as Ctrl-Z does; returns when it goes on.
void signals_stop(void);
int signals_descriptor(void);
/// The pending TERMINAL_ flags, which it clears.
int signals_take(void);
