/*
 * spark-defaults.conf, for a Spark server: no setting holds a secret
 * (plan/spark.c), so people are told which variables are read.
 */
#include "floe/base/arena.h"
#include "floe/plan/spark.h"
#include "floe/render/emit.h"

void view_spark(struct view *view)
{
    struct arena *arena = view->emission->arena;
    struct spark_settings spark = spark_settings(arena, view->target);
    spark_refuse_lookups(view->emission->diags, &spark);
    struct plan_data *settings = data_add_map(arena, view->data, "settings");
    struct plan_data *variables = data_add_map(arena, view->data, "variables");
    for (uint32_t i = 0; i < spark.setting_count; i++) {
        const struct plan_setting *setting = &spark.settings[i];
        data_add_value(arena, settings, setting->name, &setting->value);
        if (setting->looked_up)
            data_add_text(arena, variables, setting->name,
                          text_of(setting->value.text.bytes + strlen("env:")));
    }
}
