#include "floe/library/reference.h"

static const struct reference references[] = {
    {&record_floe, "storage", true, {"storage", NULL}},
    {&record_floe, "catalog", true, {"catalogs", NULL}},
    {&record_floe, "compute", true, {"compute", NULL}},
    {&record_layer, "storage_ref", true, {"storage", NULL}},
    {&record_layer, "catalog_ref", true, {"catalogs", NULL}},
    {&record_compute_logs, "storage_ref", true, {"storage", NULL}},
    {&record_schedule, "job", false, {"orchestration", "jobs"}},
    {&record_backfill, "job", false, {"orchestration", "jobs"}},
    {&record_file_watcher_sensor, "job", false, {"orchestration", "jobs"}},
    {&record_asset_sensor, "job", false, {"orchestration", "jobs"}},
    {&record_run_status_sensor, "job", false, {"orchestration", "jobs"}},
    {&record_run_status_sensor, "watched_jobs", false, {"orchestration", "jobs"}},
    {&record_custom_sensor, "job", false, {"orchestration", "jobs"}},
    {&record_asset, "partitions", false, {"orchestration", "partitions"}},
};

const struct reference *reference_of(const struct spot *spot)
{
    for (size_t i = 0; i < sizeof references / sizeof references[0]; i++)
        if (spot->field != NULL && references[i].record == spot->owner &&
            text_is(text_of(references[i].key), spot->field->key))
            return &references[i];
    return NULL;
}

uint32_t reference_section(const struct sketch *sketch, const struct reference *reference)
{
    uint32_t section = sketch_find(sketch, 0, text_of(reference->path[0]));
    if (section != 0 && reference->path[1] != NULL)
        section = sketch_find(sketch, section, text_of(reference->path[1]));
    return section;
}
