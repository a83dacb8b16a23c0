#include "text.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// Bytes of a value that a JSON line shows.
#define MOST_JSON 400

bool same(const char *a, const char *b) { return strcmp(a, b) == 0; }

bool starts_with(const char *text, const char *prefix) { return strncmp(text, prefix, strlen(prefix)) == 0; }

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static const char *digits(const char *text, uint64_t most, uint64_t *number) {
  if (!is_digit(*text)) return NULL;
  *number = 0;
  for (; is_digit(*text); text++) {
    uint64_t digit = (uint64_t)(*text - '0');
    if (digit > most || *number > (most - digit) / 10) return NULL;
    *number = *number * 10 + digit;
  }
  return text;
}

bool parse_number(const char *text, uint64_t most, uint64_t *number) {
  const char *end = digits(text, most, number);
  return end != NULL && *end == '\0';
}

bool parse_hundredths(const char *text, uint64_t *hundredths) {
  uint64_t seconds;
  text = digits(text, UINT64_MAX / 1000, &seconds);
  if (text == NULL) return false;
  *hundredths = seconds * 100;
  if (*text == '\0') return true;
  if (*text++ != '.') return false;
  for (uint64_t unit = 10; is_digit(*text); text++, unit /= 10) *hundredths += unit * (uint64_t)(*text - '0');
  return *text == '\0';
}

bool next_word(const char **text, const char *separators, char *word, size_t size) {
  *text += strspn(*text, separators);
  size_t length = strcspn(*text, separators);
  if (length == 0) return false;
  size_t kept = length < size ? length : size - 1;
  memcpy(word, *text, kept);
  word[kept] = '\0';
  *text += length;
  return true;
}

bool has_word(const char *text, const char *word) {
  size_t length = strlen(word);
  for (const char *at = text; length > 0 && (at = strstr(at, word)) != NULL; at += length) {
    bool begins = at == text || at[-1] == ' ';
    if (begins && (at[length] == ' ' || at[length] == '\0')) return true;
  }
  return false;
}

void append(char *text, size_t size, const char *format, ...) {
  size_t used = strnlen(text, size);
  if (used + 1 >= size) return;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text + used, size - used, format, arguments);
  va_end(arguments);
}

// The length of the UTF-8 character at `text`; 0 if there is none. Overlong forms and surrogates are not told apart:
// whoever reads the line replaces them.
static size_t utf8_length(const unsigned char *text) {
  size_t length = text[0] < 0x80   ? 1
                  : text[0] < 0xc2 ? 0
                  : text[0] < 0xe0 ? 2
                  : text[0] < 0xf0 ? 3
                  : text[0] < 0xf5 ? 4
                                   : 0;
  for (size_t i = 1; i < length; i++) {
    if ((text[i] & 0xc0) != 0x80) return 0;
  }
  return length;
}

void append_json(char *text, size_t size, const char *value) {
  append(text, size, "\"");
  const unsigned char *end = (const unsigned char *)value + MOST_JSON;
  for (const unsigned char *at = (const unsigned char *)value; *at != '\0' && at < end;) {
    size_t length = utf8_length(at);
    if (*at == '"' || *at == '\\') {
      append(text, size, "\\%c", *at);
    } else if (length == 0 || *at < 0x20 || *at == 0x7f) {
      append(text, size, "?");
    } else {
      append(text, size, "%.*s", (int)length, (const char *)at);
    }
    at += length == 0 ? 1 : length;
  }
  append(text, size, "\"");
}
