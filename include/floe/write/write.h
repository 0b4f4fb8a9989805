/*
 * Text to files: all or none.
 *
 *     folder = write_lock(arena, "dbt", WRITE_TO_CHANGE, patience, &failure);
 *     if (folder != NULL) {
 *         done = write_compare(arena, diags, folder, outputs, count, &rules, &set, &failure) &&
 *                write_apply(arena, folder, &set, &failure);
 *         write_unlock(folder);
 *     }
 *
 * The lock is advisory, on the folder itself, so that no lock file is left
 * over.  It makes comparing and applying one step for concurrent runs.
 *
 * Every new file is first written whole beside its place, under a name like
 * .floe-compile-123-0.tmp, and synced; only then the first one is renamed.
 * Before that, nothing that existed is touched.  What goes wrong later is
 * rolled back from the old files, which stay linked until the end.
 *
 * The order of the changes is fixed: what is below the owned folder (the
 * macros) first, stale files there next, then the other outputs as the caller
 * ordered them.  profiles.yml, given last, is thus the last to change.
 *
 * Several renames are not one.  So the guard is below the owned folder from
 * before the first of them until after the last: a file that dbt cannot read
 * as a macro, so it stops instead of working with a set that is half old and
 * half new.  A run that is killed leaves the old set, the new one, or the guard
 * beside a mixture.  The next run finishes it and removes the guard and the
 * temporary files; --check sees them too.
 *
 * Everything pointed to is the arena's.  No function prints or keeps errno.
 */
#ifndef FLOE_WRITE_WRITE_H
#define FLOE_WRITE_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "floe/base/text.h"
#include "floe/write/output.h"

struct arena;
struct diags;
struct patience;

enum {
    WRITE_OLD_FILE_BYTES_MAX = 64 * 1024 * 1024, /* nothing of ours is larger */
    WRITE_DEPTH_MAX = 32,                        /* folders in folders below the owned one */
};

/* Trouble with the world.  Holds paths only, never what is in a file. */
struct write_failure {
    struct text path;       /* as a message shows it: the folder and the relative path */
    int error;              /* as patience_reason() takes it; 0: nothing failed */
    const char *doing;      /* fits "'PATH' cannot be DOING: REASON" */
    struct text unrestored; /* the first file that could not be rolled back; else empty */
};

enum write_purpose {
    WRITE_TO_LOOK,   /* shared lock; a missing folder stays missing */
    WRITE_TO_CHANGE, /* exclusive lock; a missing folder is created */
};

struct write_parent {
    struct text path;
    bool created; /* by write_lock() */
};

/* The folder that outputs go to, open and locked. */
struct write_folder {
    struct text path;
    enum write_purpose purpose;
    int fd;                       /* -1: there is no such folder */
    bool locked;                  /* false: missing, or its file system knows no locks */
    struct write_parent *parents; /* the folder and those that hold it, outermost first */
    uint32_t parent_count;
};

/* Waits for other runs, with patience.  NULL after filling failure. */
struct write_folder *write_lock(struct arena *arena, const char *path,
                                enum write_purpose purpose, const struct patience *patience,
                                struct write_failure *failure)
    __attribute__((warn_unused_result));

/*
 * Lets other runs go on; folders that write_lock() created and that are still
 * empty are removed.  Freeing the arena does the same, and calling it twice is
 * harmless.
 */
void write_unlock(struct write_folder *folder);

/* A path as a message shows it: below the folder, which is left out when it is ".". */
struct text write_shown(struct arena *arena, struct text folder, struct text path);

/* What is ours and what may be done. */
struct write_rules {
    const char *marker;       /* is in the first or second line of each of our files */
    const char *owned_folder; /* relative; stale files of ours below it are deleted */
    const char *owned_file;   /* relative; so is this one; NULL: none */
    const char *guard_path;   /* relative, below the owned folder; NULL: nothing guards */
    const char *guard_bytes;  /* with the marker */
    bool keeps_stale;         /* they are not deleted: none of the outputs replaces them */
    bool only_creates;        /* replace nothing, whose ever it is */
    bool force;               /* replace files (and symbolic links) that are not ours */
};

enum write_state { WRITE_UNCHANGED, WRITE_CREATE, WRITE_REPLACE, WRITE_DELETE };

struct write_change {
    enum write_state state;
    struct text path;      /* relative, NUL-terminated */
    struct text old_bytes; /* bytes NULL: there is no file */
    struct text new_bytes; /* bytes NULL: the file is to go */
    unsigned mode;
    unsigned old_mode;     /* with the file's type, as stat gives it */
    bool mode_wrong; /* unchanged, but others may read what is private: apply corrects it */
};

struct write_set {
    struct text folder;
    struct text owned_folder;
    struct text guard_path; /* bytes NULL: no guard is to be set up, or it is there already */
    struct text guard_bytes;
    struct write_change *changes; /* every output and every stale file, in order of applying */
    uint32_t count;
    bool has_leftover; /* killed runs have left something below the owned folder */
    uint32_t changed_count; /* all but WRITE_UNCHANGED; a wrong mode alone is no change */
};

/*
 * Reads what is there and says what would change; changes nothing.  False when
 * something is in the way (all of it is reported to diags, F0501, and failure
 * stays empty) or when the world fails (failure->error is not 0).
 */
bool write_compare(struct arena *arena, struct diags *diags, const struct write_folder *folder,
                   const struct output *outputs, uint32_t count, const struct write_rules *rules,
                   struct write_set *set, struct write_failure *failure)
    __attribute__((warn_unused_result));

/*
 * Makes it so, all or none.  The folder was locked WRITE_TO_CHANGE and the set
 * compared under that lock.  False: everything is as it was, unless
 * failure->unrestored names a file; what that held stays beside it, in a
 * temporary file, until the next run.  A wrong mode that cannot be corrected (the
 * file is another user's, or the file system is read-only) is left as it is.
 *
 * Signals that end a program wait until it is done.  Memory is taken before
 * the first file is touched, so running out of it leaves nothing half done.
 */
bool write_apply(struct arena *arena, const struct write_folder *folder,
                 const struct write_set *set, struct write_failure *failure)
    __attribute__((warn_unused_result));

#endif
