#include "floe/plan/data.h"

const struct plan_data *data_find(const struct plan_data *map, const char *key)
{
    const struct plan_data *entry = map == NULL ? NULL : map->first;
    while (entry != NULL && !text_is(entry->key, key))
        entry = entry->next;
    return entry;
}
