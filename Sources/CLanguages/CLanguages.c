// An array literal of Swift with a catalogue's bytes takes the compiler 20 seconds; `#embed` takes it none.
#include "CLanguages.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

/// One row per language.
static const struct LanguageFile files[] = {
    {"en", (const char[]) {
#embed "../Languages/Files/en.txt" suffix(, 0)
    }},
    {"ja", (const char[]) {
#embed "../Languages/Files/ja.txt" suffix(, 0)
    }},
};

int languageFileCount(void) { return sizeof files / sizeof *files; }

struct LanguageFile languageFile(int index) { return files[index]; }
