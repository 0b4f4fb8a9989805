{#- Another type for a column of a DuckDB file (on_schema_change: sync_all_columns). dbt's own fills a new column and
    drops the old one, which DuckDB 1.5 refuses at the commit ("another transaction has altered this table"). Iceberg
    tables don't come here: floe_align rebuilds them. -#}
{% macro duckdb__alter_column_type(relation, column_name, new_column_type) -%}
  {%- if floe_format(relation.database) != 'duckdb' -%}
    {{- return(dbt.default__alter_column_type(relation, column_name, new_column_type)) -}}
  {%- endif -%}
  {%- call statement('alter_column_type') -%}
    alter table {{ relation }} alter column {{ floe_quote(column_name) }} set data type {{ new_column_type }}
  {%- endcall -%}
{%- endmacro %}
