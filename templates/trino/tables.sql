{#- dbt-trino has no dispatch for some of these names, so they ask for the target themselves: a project may run on
    several engines. -#}

{#- A table in the catalog: a view there is text in Trino's dialect, which no other engine reads. -#}
{% materialization view, adapter='trino' %}
  {{- return(dbt.materialization_table_trino()) -}}
{% endmaterialization %}


{#- An existing table is replaced in one commit, which keeps its history; dbt-trino renames twice and drops. With a
    contract it stays with that, unless the model says otherwise: CREATE with NOT NULL and INSERT are two commits, and
    a model that fails between them would leave the table empty. -#}
{% macro on_table_exists_logic(on_table_exists, existing_relation, intermediate_relation, backup_relation, target_relation) %}
  {%- if target.type != 'trino' or config.get('on_table_exists') or config.get('contract').enforced -%}
    {{- return(dbt.on_table_exists_logic(
      on_table_exists, existing_relation, intermediate_relation, backup_relation, target_relation)) -}}
  {%- endif -%}
  {%- if existing_relation is not none and existing_relation.type != 'table' -%}
    {%- do adapter.drop_relation(existing_relation) -%}
  {%- endif -%}
  {%- call statement('main') -%}
    {{ create_table_as(False, target_relation, sql, 'replace' if existing_relation is not none else none) }}
  {%- endcall -%}
{% endmacro %}


{% macro trino__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
  {{- return(dbt.trino__create_csv_table(model, agate_table, on_exists='replace')) -}}
{% endmacro %}


{#- dbt-trino's default is append even with a unique_key, which would double rows (dbt-duckdb: delete+insert). -#}
{% macro trino__get_incremental_default_sql(arg_dict) %}
  {%- if arg_dict['unique_key'] -%}
    {{- return(get_incremental_merge_sql(arg_dict)) -}}
  {%- endif -%}
  {{- return(get_incremental_append_sql(arg_dict)) -}}
{% endmacro %}


{#- New rows wait in a table, not in a view: a catalog needs no views then. -#}
{% macro get_incremental_tmp_relation_type(strategy, unique_key, language) %}
  {%- if target.type == 'trino' -%}
    {{- return('table') -}}
  {%- endif -%}
  {{- return(dbt.get_incremental_tmp_relation_type(strategy, unique_key, language)) -}}
{% endmacro %}


{#- 'file_format: iceberg' is dbt-spark's; to Trino a file format is PARQUET, ORC or AVRO. -#}
{% macro properties(temporary=False) %}
  {%- if target.type == 'trino' and config.get('file_format') == 'iceberg' -%}
    {%- do config.model.config.extra.update({'file_format': none}) -%}
  {%- endif -%}
  {{- dbt.properties(temporary) -}}
{% endmacro %}
