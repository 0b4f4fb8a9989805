{#- Snapshots are dbt's own; these are the parts of them that an Iceberg table needs otherwise. -#}

{#- CREATE TABLE AS with the types that Iceberg keeps. Used by snapshots, and by materializations of packages. -#}
{% macro duckdb__create_table_as(temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none) -%}
  {%- if temporary or language != 'sql' or not floe_is_iceberg(relation) -%}
    {{- return(dbt.duckdb__create_table_as(temporary, relation, compiled_code, language,
      partitioned_by=partitioned_by, sorted_by=sorted_by)) -}}
  {%- endif -%}
  {%- if config.get('sql_header') -%}{%- do run_query(config.get('sql_header')) -%}{%- endif -%}
  {%- set columns = floe_described('describe (' ~ compiled_code ~ ')') -%}
  create table {{ relation }}{{ floe_with(relation, {}) }} as select {{ floe_cast_list(columns) }} from (
    {{ compiled_code }}
  ) as floe_query
{%- endmacro %}


{#- The columns that a snapshot gains. -#}
{% macro duckdb__create_columns(relation, columns) %}
  {%- if not floe_is_iceberg(relation) -%}
    {{- return(dbt.default__create_columns(relation, columns)) -}}
  {%- endif -%}
  {%- for column in columns -%}
    {%- do floe_require_duckdb_15('a new column', relation) -%}
    {%- call statement('floe_add_column') -%}
      alter table {{ relation }} add column {{ floe_quote(column.name) }} {{ floe_iceberg_type(column.dtype) }}
    {%- endcall -%}
  {%- endfor -%}
{% endmacro %}


{#- UPDATE and INSERT of a snapshot. They follow from rows that were read in the same transaction, so a conflicting
    commit (409) must not be repeated: another run's rows would be added twice. The profile's `retries` would repeat a
    bare COMMIT and end with "no transaction is active"; committed in this string, the repetition meets the check
    first, since the staging table went with the transaction. `begin` is for dbt's own COMMIT. -#}
{% macro duckdb__snapshot_merge_sql(target, source, insert_cols) -%}
  {%- if not floe_is_iceberg(target) -%}
    {{- return(dbt.duckdb__snapshot_merge_sql(target, source, insert_cols)) -}}
  {%- endif -%}
  {%- set merge = dbt.duckdb__snapshot_merge_sql(target, source, floe_insert_columns(target, insert_cols)) -%}
  {%- set message = 'another run changed ' ~ target ~ ' at the same time (409 conflict); nothing was written: run dbt snapshot again' -%}
  select case when json_serialize_plan({{ floe_literal('select 1 from ' ~ source ~ ' limit 0') }})->>'error_type' = 'catalog'
    then error({{ floe_literal(message) }}) end;
  {{ merge.strip(' \n\t;') }};
  commit;
  begin
{%- endmacro %}


{#- The columns of an INSERT. DuckDB 1.4 takes only all of the table's, in their order ("targeted inserts"). -#}
{% macro floe_insert_columns(target, quoted_names) %}
  {%- if floe_platform().duckdb != '1.4' -%}
    {{- return(quoted_names) -}}
  {%- endif -%}
  {%- set names = [] -%}
  {%- for column in floe_columns(target) -%}
    {%- do names.append(adapter.quote(column.name)) -%}
  {%- endfor -%}
  {%- if names | sort != quoted_names | sort -%}
    {%- do floe_require_duckdb_15('a snapshot with other columns', target) -%}
  {%- endif -%}
  {{- return(names) -}}
{% endmacro %}
