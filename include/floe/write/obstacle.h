/*
 * What is in the way of an output, said to the user (F0501, F0503).
 */
#ifndef FLOE_WRITE_OBSTACLE_H
#define FLOE_WRITE_OBSTACLE_H

#include "floe/base/text.h"

struct diags;

enum obstacle {
    OBSTACLE_FOREIGN_FILE,
    OBSTACLE_LINK,
    OBSTACLE_LARGE_FILE,
    OBSTACLE_FOLDER,
    OBSTACLE_SPECIAL,
    OBSTACLE_LINKED_FOLDER,
    OBSTACLE_NO_FOLDER,
    OBSTACLE_PRESENT,
    OBSTACLE_COUNT
};

void obstacle_report(struct diags *diags, enum obstacle obstacle, struct text shown_path);

#endif
