/*
 * Folders beneath another one, reached without following a symbolic link, so
 * that nothing is read, written or deleted outside of it.
 *
 * Paths are relative, '/' separated; the empty one is the root itself.  Results
 * are like those of the system calls: errno is set.
 */
#ifndef FLOE_WRITE_BENEATH_H
#define FLOE_WRITE_BENEATH_H

#include "floe/base/text.h"

/* "macros/floe" of "macros/floe/table.sql"; empty for a single name. */
struct text beneath_folder_of(struct text path);

/* The last part of a NUL-terminated path. */
const char *beneath_name_of(struct text path);

/* True for "a/b" in "a", not for "a" or "ab". */
bool beneath_holds(struct text folder, struct text path);

/* A descriptor that the caller closes, or -1. */
int beneath_open(int root, struct text folder);

/* The same for reading a file; a link in its place is refused (ELOOP). */
int beneath_open_file(int root, struct text path);

/* 0 or -1, as mkdir and rmdir; the parent must exist and is synced by making. */
int beneath_make(int root, struct text folder);
int beneath_remove(int root, struct text folder);

/* fsync; 0 also where the file system has nothing to sync. */
int beneath_sync(int fd);

/* close, keeping errno. */
void beneath_close(int fd);

#endif
