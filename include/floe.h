/*
 * libfloe: the compiler of floe.yaml and platform.yaml as a library.
 *
 * It checks and compiles texts that are held in memory, and says what can be
 * written at a place in one of them, and what is there.  It reads no file, no
 * variable of the environment and no clock; what it knows is given to it.
 *
 *     const struct floe_file file = {"floe.yaml", bytes, size};
 *     struct floe_result *result = floe_check(FLOE_KIND_FLOE, &file, NULL);
 *     if (result == NULL)
 *         perror("floe_check");
 *     size_t count;
 *     const struct floe_diagnostic *list = floe_diagnostics(result, &count);
 *     ...
 *     floe_free(result);
 *
 * Ownership.  A result owns all that it leads to, until floe_free().  What is
 * given to a function is read during the call only, and is not changed.
 *
 * Errors.  What is wrong in the texts is a diagnostic of the result, never an
 * error of the call.  A call that fails returns NULL and sets errno: ENOMEM,
 * or EINVAL for arguments that make no sense (each function says which).
 * No function writes to a stream, exits or jumps out.  A defect of the library
 * itself ends the process by assert().
 *
 * Threads.  The library has no state outside of results.  Any number of
 * threads may call it at once.  A result may be read by several threads, and
 * freed by one when no other reads it.
 *
 * Locale.  The caller's makes no difference, and it is not changed.
 *
 * Units.  Texts are UTF-8.  Offsets count bytes from 0, and a range ends
 * before its end.  Lines and columns count from 1, as messages do; the
 * Language Server Protocol's are one less.  Lines end with LF, CR LF or CR.
 * Texts that the library returns end with a NUL that their size does not count.
 *
 * Limits.  A file has at most 64 MiB, 100 levels and a million entries, a value
 * 1 MiB; what is above is a diagnostic.  Time and memory grow linearly.
 *
 * Secrets.  Both files contain names of secrets only, and the library looks
 * none up.  A value that looks like a secret is a diagnostic, whose message
 * and range do not show it, and which has no fix.
 *
 * Until version 1.0 a struct may change with the number in the library's
 * soname.  Zero a struct before you fill it: zero is the default of each member.
 */
#ifndef FLOE_H
#define FLOE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined __GNUC__
#define FLOE_PUBLIC __attribute__((visibility("default")))
#else
#define FLOE_PUBLIC
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library, like "0.1.0". */
FLOE_PUBLIC const char *floe_version(void);

/* ---- what is given ---- */

/* A file held in memory.  Without bytes (NULL, 0) it is empty. */
struct floe_file {
    const char *path; /* as messages name it; parts separated by '/' */
    const char *bytes;
    size_t size;
};

enum floe_kind {
    FLOE_KIND_FLOE,     /* floe.yaml */
    FLOE_KIND_PLATFORM, /* platform.yaml */
};

enum floe_warnings {
    FLOE_WARNINGS_ON,
    FLOE_WARNINGS_ERROR, /* a warning is an error */
    FLOE_WARNINGS_OFF,
};

/*
 * What floe-compile has as options, under the same names (floe-compile(1)).
 * NULL is what the program does without the option.
 */
struct floe_options {
    /* "NAME=value" each, the last NULL: what ${NAME} and $FLOE_PLATFORM_ENV are.  NULL: none. */
    const char *const *variables;
    enum floe_warnings warnings;
    const char *secret_prefix;

    /* For floe_compile() alone. */
    const char *floe_path;   /* which of the files is floe.yaml; NULL: "floe.yaml" */
    const char *platform;    /* the path of platform.yaml; NULL: found as the program finds it */
    const char *environment; /* "dev", "local,prod" or "all" */
    const char *output;      /* the folder of the dbt project */
    const char *target;
    const char *profile;
    const char *secrets_dir;
    const char *emit;        /* kinds of output separated by commas; NULL: "profiles,macros" */
    bool overridable;
};

/* ---- places ---- */

struct floe_position {
    size_t offset;         /* in bytes, from 0 */
    uint32_t line;         /* from 1; 0: there is no place */
    uint32_t column;       /* in characters, as messages have it */
    uint32_t column_bytes; /* in bytes of UTF-8 */
    uint32_t column_utf16; /* in units of UTF-16, as editors count */
};

struct floe_range {
    const char *path; /* NULL: no place in a file, and all else is 0 */
    struct floe_position start;
    struct floe_position end;
};

/* The position of an offset; of the end of the text for an offset beyond it. */
FLOE_PUBLIC struct floe_position floe_position_at(const char *bytes, size_t size, size_t offset);

/*
 * The offset of a line and a column in units of UTF-16, both from 1.  A column
 * beyond the line's end is the end of the line, a line beyond the last the end
 * of the text, and a column within a character the character's start.
 */
FLOE_PUBLIC size_t floe_offset_at(const char *bytes, size_t size, uint32_t line,
                                  uint32_t column_utf16);

/* ---- what is found ---- */

enum floe_severity { FLOE_SEVERITY_NOTE, FLOE_SEVERITY_WARNING, FLOE_SEVERITY_ERROR };

/* Another place that a diagnostic refers to. */
struct floe_related {
    const char *message;
    struct floe_range range;
};

/* Replacing the range by the text mends what the diagnostic says. */
struct floe_fix {
    struct floe_range range;
    const char *text;
    size_t size;
};

/*
 * One thing that is wrong.  Texts are one line each, without control characters,
 * with a small first letter and no full stop.
 */
struct floe_diagnostic {
    enum floe_severity severity;
    const char *code; /* "F0201": keeps its meaning for ever */
    const char *message;
    const char *label; /* what to show beside the range, or NULL */
    struct floe_range range;
    const char *const *why; /* the rules that say so */
    size_t why_count;
    const char *const *help; /* what to do */
    size_t help_count;
    const struct floe_related *related;
    size_t related_count;
    const struct floe_fix *fix; /* NULL: none */
};

struct floe_output {
    const char *path; /* relative to the folder of the dbt project; no part is '.' or '..' */
    const char *bytes;
    size_t size;
    unsigned mode; /* permissions: 0600, 0644 or 0755 */
};

enum floe_completion_kind {
    FLOE_COMPLETION_KEY,  /* a key of the mapping that is there */
    FLOE_COMPLETION_WORD, /* a value of the field */
    FLOE_COMPLETION_NAME, /* of something that one of the files defines */
};

/* What can be written at a place. */
struct floe_completion {
    enum floe_completion_kind kind;
    const char *label;         /* the key, word or name */
    const char *insert;        /* what to put in place of the range, like "type: " */
    const char *documentation; /* of a key, what it is; of a name, the path that defines it; or NULL */
    const char *preset;        /* of a key, what counts without it; NULL: nothing */
    bool required;             /* a key that must be given */
};

/* What is at a place: a field, an entry under a name of the user's, or a value of a field. */
struct floe_description {
    struct floe_range range;
    const char *name;          /* the field's key, or the entry's name */
    const char *form;          /* "text", "word", "mapping" and so on */
    const char *documentation;
    const char *expected;      /* what a text must look like; NULL: any */
    const char *const *words;  /* that it can be */
    size_t word_count;
    const char *preset;        /* what counts without it; NULL: nothing */
    bool required;
};

struct floe_result;

/*
 * Checks one file by itself: its form, fields and values, but no name that
 * refers to another file.  EINVAL: the kind is unknown, or file or its path is
 * NULL, or its bytes are NULL and its size is not 0.
 */
FLOE_PUBLIC struct floe_result *floe_check(enum floe_kind kind, const struct floe_file *file,
                                           const struct floe_options *options);

/*
 * Checks and compiles floe.yaml with the platform.yaml of each environment
 * that the options ask for.  The files are all that there is: these, and what
 * the dbt project has of dbt_project.yml, models, macros and snapshots, which
 * are looked through for what does not fit; outside of them nothing is found.
 * If two have the same path, the first counts.  EINVAL: a file as above, or
 * options->emit has an unknown kind.
 */
FLOE_PUBLIC struct floe_result *floe_compile(const struct floe_file *files, size_t count,
                                             const struct floe_options *options);

/*
 * What can be written at an offset of a file, which need not be finished: keys
 * that are not there yet, words of a field, and names where one is referred to.
 * Those of floe.yaml are defined by the platforms, which may be NULL if their
 * count is 0.  EINVAL as above, or the offset is larger than the size.
 */
FLOE_PUBLIC struct floe_result *floe_complete(enum floe_kind kind, const struct floe_file *file,
                                              size_t offset, const struct floe_file *platforms,
                                              size_t platform_count);

/* What is at an offset of a file, finished or not.  EINVAL as above. */
FLOE_PUBLIC struct floe_result *floe_describe(enum floe_kind kind, const struct floe_file *file,
                                              size_t offset);

/* Whether there is no error.  false for NULL. */
FLOE_PUBLIC bool floe_succeeded(const struct floe_result *result);

/* By file and place.  NULL and 0 if there are none, or the result is NULL. */
FLOE_PUBLIC const struct floe_diagnostic *floe_diagnostics(const struct floe_result *result,
                                                           size_t *count);

/* Of floe_compile() that succeeded: the files to write, profiles.yml last. */
FLOE_PUBLIC const struct floe_output *floe_outputs(const struct floe_result *result,
                                                   size_t *count);

/* Of floe_complete(): in the order of the manual; each replaces the range. */
FLOE_PUBLIC const struct floe_completion *floe_completions(const struct floe_result *result,
                                                           size_t *count,
                                                           struct floe_range *range);

/* Of floe_describe(); NULL: nothing is there that the library knows. */
FLOE_PUBLIC const struct floe_description *floe_description(const struct floe_result *result);

/* Releases a result and all that it owns; NULL is ignored.  Keeps errno. */
FLOE_PUBLIC void floe_free(struct floe_result *result);

#ifdef __cplusplus
}
#endif

#endif
