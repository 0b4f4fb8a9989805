{#- Models are Iceberg tables and need not say so. dbt-spark takes 'parquet' for what says nothing, drops a table
    before it makes it again unless it knows it for Iceberg, and refuses snapshots of anything else. So each
    materialization first sets file_format where the project doesn't, then is dbt-spark's own. -#}
{% macro floe_iceberg_by_default() %}
  {%- if not config.get('file_format') -%}
    {%- if config.model.config.extra is not mapping -%}
      {%- do exceptions.raise_compiler_error(
        "this version of dbt keeps configs elsewhere; write '+file_format: iceberg' for models, seeds and snapshots in "
        ~ 'dbt_project.yml') -%}
    {%- endif -%}
    {%- do config.model.config.extra.update({'file_format': 'iceberg'}) -%}
  {%- endif -%}
{% endmacro %}


{% materialization table, adapter='spark', supported_languages=['sql', 'python'] %}
  {%- do floe_iceberg_by_default() -%}
  {{- return(dbt.materialization_table_spark()) -}}
{% endmaterialization %}


{#- A table in the catalog: a view there is text in Spark's dialect, which no other engine reads. -#}
{% materialization view, adapter='spark' %}
  {%- do floe_iceberg_by_default() -%}
  {{- return(dbt.materialization_table_spark()) -}}
{% endmaterialization %}


{#- A full refresh is CREATE OR REPLACE, as for a table: dbt-spark's own drops the table first. -#}
{% materialization incremental, adapter='spark', supported_languages=['sql', 'python'] %}
  {%- do floe_iceberg_by_default() -%}
  {%- if should_full_refresh() -%}
    {{- return(dbt.materialization_table_spark()) -}}
  {%- endif -%}
  {{- return(dbt.materialization_incremental_spark()) -}}
{% endmaterialization %}


{% materialization snapshot, adapter='spark' %}
  {%- do floe_iceberg_by_default() -%}
  {{- return(dbt.materialization_snapshot_spark()) -}}
{% endmaterialization %}
