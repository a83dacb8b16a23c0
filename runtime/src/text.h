// Strings: numbers, lists in one string, JSON.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

bool same(const char *a, const char *b);
bool starts_with(const char *text, const char *prefix);

// Reads decimal digits and nothing else; false when there are none, something follows, or it is above `most`.
bool parse_number(const char *text, uint64_t most, uint64_t *number);

// Reads seconds with an optional fraction, such as 12.34, in hundredths. More digits of the fraction are cut off.
bool parse_hundredths(const char *text, uint64_t *hundredths);

// The next word of *text between separators, copied into `word`; false at the end. A longer word is cut.
bool next_word(const char **text, const char *separators, char *word, size_t size);

// Whether `word` is one of the words of `text`.
bool has_word(const char *text, const char *word);

// Appends to a string of at most `size` bytes with its NUL; what does not fit is cut.
void append(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

// Appends a JSON string with its quotes, cut after 400 bytes. Control characters and bytes that are not UTF-8 become a
// question mark.
void append_json(char *text, size_t size, const char *value);
