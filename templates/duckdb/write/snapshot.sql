{#- Snapshots are dbt's own; these are the parts of them that an Iceberg table needs otherwise. -#}

{#- CREATE TABLE AS: the table is made before its statement, which does nothing. Used by snapshots, and by
    materializations of packages. -#}
{% macro duckdb__create_table_as(temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none) -%}
  {%- if model.resource_type == 'snapshot' and floe_is_iceberg(this) and relation.identifier != this.identifier -%}
    {%- do floe_note_version(this) -%}
  {%- endif -%}
  {%- if temporary or language != 'sql' or not floe_is_iceberg(relation) -%}
    {{- return(floe_create_table_as(temporary, relation, compiled_code, language, partitioned_by, sorted_by)) -}}
  {%- endif -%}
  {%- if config.get('sql_header') -%}{%- do run_query(config.get('sql_header')) -%}{%- endif -%}
  {%- set staged = floe_staged(relation) -%}
  {%- do run_query('create or replace ' ~ floe_temporary() ~ 'table ' ~ staged ~ ' as (' ~ compiled_code ~ '\n)') -%}
  {%- do floe_replace(relation, staged) -%}
  {%- do floe_unstage(staged) -%}
  {{- return('select 1') -}}
{%- endmacro %}


{#- The columns that a snapshot gains. -#}
{% macro duckdb__create_columns(relation, columns) %}
  {%- if not floe_is_iceberg(relation) -%}
    {{- return(dbt.default__create_columns(relation, columns)) -}}
  {%- endif -%}
  {%- set alters = [] -%}
  {%- for column in columns -%}
    {%- do floe_require_duckdb_15('a new column', relation) -%}
    {%- do alters.append('alter table ' ~ relation ~ ' add column if not exists ' ~ floe_quote(column.name) ~ ' '
      ~ floe_iceberg_type(column.dtype)) -%}
  {%- endfor -%}
  {%- if alters -%}{%- do floe_transaction('floe_add_columns', alters) -%}{%- endif -%}
{% endmacro %}


{#- Remembers the version of a snapshot's table that its changes are computed from, in the transaction that does it. -#}
{% macro floe_note_version(relation) %}
  {%- do floe_inspect_readable(relation) -%}
  {%- do graph.setdefault('floe_versions', {}).update({relation | string: run_query(floe_version(relation)).columns[0].values()[0]}) -%}
{% endmacro %}


{#- SQL: the number of the newest version of a table. -#}
{% macro floe_version(relation) %}
  {{- return('select coalesce(max(sequence_number), 0) from iceberg_snapshots(' ~ floe_literal(relation) ~ ')') -}}
{% endmacro %}


{#- UPDATE and INSERT of a snapshot, done before its statement, which does nothing. They follow from the version that
    floe_note_version saw: a table that another run has changed since is not written to, or rows would come twice. -#}
{% macro duckdb__snapshot_merge_sql(target, source, insert_cols) -%}
  {%- if not floe_is_iceberg(target) -%}
    {{- return(dbt.duckdb__snapshot_merge_sql(target, source, insert_cols)) -}}
  {%- endif -%}
  {%- set once = floe_source_view(source, true) -%}
  {%- set merge = dbt.duckdb__snapshot_merge_sql(target, once, floe_insert_columns(target, insert_cols)) -%}
  {%- set message = 'another run changed ' ~ target ~ ' at the same time (409 conflict); nothing was written: run dbt snapshot again' -%}
  {%- do floe_transaction_once('floe_snapshot', target, [
    "select case when not getvariable('floe_is_repeated') and (" ~ floe_version(target) ~ ') <> '
      ~ graph.floe_versions[target | string] ~ ' then error(' ~ floe_literal(message) ~ ') end',
    merge.strip(' \n\t;'),
  ]) -%}
  {{- return('select 1') -}}
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
