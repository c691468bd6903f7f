// The language files as they lie in Sources/Languages/Files, inside the program.
#pragma once

/// A language's code and its file's text; both end in a zero byte.
struct LanguageFile {
    const char *_Nonnull code;
    const char *_Nonnull text;
};

/// How many languages there are.
int languageFileCount(void);

/// The file of a language; `index` counts from 0.
struct LanguageFile languageFile(int index);
