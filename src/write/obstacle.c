#include "floe/write/obstacle.h"

#include "floe/base/diag.h"

static const struct {
    const char *before;
    const char *after;
    const char *why;
    const char *help;
} obstacles[OBSTACLE_COUNT] = {
    [OBSTACLE_FOREIGN_FILE] = {"file", "was not written by floe-compile",
                               "its first two lines lack floe-compile's mark, so somebody may "
                               "have written it",
                               "move it away, or pass --force to replace it"},
    [OBSTACLE_LINK] = {"file", "is a symbolic link",
                       "floe-compile would have to replace the link, or change a file elsewhere",
                       "remove the link, or pass --force to replace it with a file"},
    [OBSTACLE_LARGE_FILE] = {"file", "is larger than 64 MiB",
                             "floe-compile never writes such a file, so it is not replaced",
                             "move it away"},
    [OBSTACLE_FOLDER] = {"a folder is in place of file", NULL, NULL, "move the folder away"},
    [OBSTACLE_SPECIAL] = {"file", "is a pipe, a socket or a device",
                          "only regular files are replaced", "move it away"},
    [OBSTACLE_LINKED_FOLDER] = {"folder", "is a symbolic link",
                                "files are written below the output folder only",
                                "replace the link with a folder"},
    [OBSTACLE_NO_FOLDER] = {"a file is in place of folder", NULL, NULL, "move the file away"},
    [OBSTACLE_PRESENT] = {"file", "already exists", "--init overwrites nothing",
                          "move it away, or drop --init and compile it"},
};

void obstacle_report(struct diags *diags, enum obstacle obstacle, struct text shown_path)
{
    const char *after = obstacles[obstacle].after;
    enum diag_code code = obstacle == OBSTACLE_PRESENT ? FILE_IS_THERE : FILE_NOT_OURS;
    struct diag *diag = diag_add(diags, code, (struct span){0}, "%s '%.*s'%s%s",
                                 obstacles[obstacle].before, TEXT_ARG(shown_path),
                                 after == NULL ? "" : " ", after == NULL ? "" : after);
    if (obstacles[obstacle].why != NULL)
        diag_why(diags, diag, "%s", obstacles[obstacle].why);
    diag_help(diags, diag, "%s", obstacles[obstacle].help);
}
