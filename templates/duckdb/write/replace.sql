{#- Makes the rows of an Iceberg table those of `staged`, a relation outside of the catalog that holds the whole result.
    The table is made when it isn't there. Readers see the old rows or the new ones, but for a swap (write/swap.sql).

    Not tried: CREATE OR REPLACE (refused), and DROP, then CREATE (a failing model would lose the table). -#}
{% macro floe_replace(relation, staged, rebuild=false) %}
  {%- if not floe_is_iceberg(relation) -%}
    {{- return(floe_replace_embedded(relation, staged)) -}}
  {%- endif -%}
  {%- set definition = floe_definition(model) -%}
  {%- set columns = floe_columns(staged) -%}
  {%- set existing = floe_inspect(relation) -%}
  {%- if existing is none -%}
    {%- do floe_refuse_path(relation) -%}
    {%- do floe_make(relation, staged, columns, definition) -%}
  {%- elif existing.missing_file -%}
    {{- log('floe: ' ~ relation ~ ' could not be read: ' ~ existing.missing_file ~ ' is gone; the table is made anew', info=True) -}}
    {%- do floe_swap(relation, staged, columns, definition) -%}
  {%- elif rebuild or floe_must_swap(relation, existing, columns, definition) -%}
    {%- do floe_swap(relation, staged, columns, definition) -%}
  {%- else -%}
    {%- set properties = floe_set_properties(relation, definition, existing.properties) -%}
    {%- do floe_transaction('floe_replace',
      floe_fill(relation, staged, columns, definition) + ([properties] if properties else [])) -%}
  {%- endif -%}
{% endmacro %}


{#- A new table with its rows, in one transaction. AWS makes the table at once, before the commit, and DuckDB 1.5 then
    doesn't know it in the rest of its transaction: the rows come in a second one, and the property floe.rows says whether they
    have (floe_is_unfinished). -#}
{% macro floe_make(relation, staged, columns, definition) %}
  {%- set fill = floe_fill(relation, staged, columns, definition) -%}
  {%- if floe_aws(relation) is none -%}
    {%- do floe_transaction('floe_create', [floe_create_table(relation, columns, definition)] + fill) -%}
    {{- return(floe_note_present(relation.incorporate(type='table'))) -}}
  {%- endif -%}
  {%- set pending = dict(definition, properties=dict(definition.properties, **{'floe.rows': 'pending'})) -%}
  {%- do floe_transaction('floe_create', [floe_create_table(relation, columns, pending)]) -%}
  {%- do floe_transaction('floe_fill', fill + [
    'call set_iceberg_table_properties(' ~ floe_literal(relation) ~ ", {'floe.rows': 'written'})"]) -%}
  {%- do floe_note_present(relation.incorporate(type='table')) -%}
{% endmacro %}


{#- A table's name is part of the paths of its files, and DuckDB 1.5 writes none that isn't ASCII ("Invalid byte
    encountered in STRING -> BLOB conversion"). -#}
{% macro floe_refuse_path(relation) %}
  {%- if modules.re.search('[^ -~]', relation.schema ~ relation.identifier) -%}
    {%- do exceptions.raise_compiler_error(
      'DuckDB writes no Iceberg table with letters outside of ASCII in its name: ' ~ relation ~ '; give it an alias') -%}
  {%- endif -%}
{% endmacro %}


{#- Replaces all rows. The DELETE also makes a repeated transaction right when another process was first. -#}
{% macro floe_fill(relation, staged, columns, definition) %}
  {%- set order = ' order by ' ~ (definition.sorted_by | join(', ')) if definition.sorted_by else '' -%}
  {{- return([
    'delete from ' ~ relation,
    'insert into ' ~ relation ~ ' by name select ' ~ floe_cast_list(columns) ~ ' from ' ~ staged ~ order,
  ]) -}}
{% endmacro %}


{#- Whether DELETE + INSERT won't do: other columns, another layout, or so many delete files that readers pay for
    them (the variable floe_delete_files_max; none: never). DuckDB 1.4 can't rename and so can't swap. -#}
{% macro floe_must_swap(relation, existing, columns, definition) %}
  {%- set limit = var('floe_delete_files_max', 20) -%}
  {%- if existing.columns != floe_iceberg_columns(columns) -%}
    {%- do floe_require_duckdb_15('a change of columns', relation) -%}
    {{- return(true) -}}
  {%- elif floe_platform().duckdb == '1.4' -%}
    {{- return(false) -}}
  {%- endif -%}
  {{- return(existing.properties.get('floe.layout', '') != definition.layout
    or (limit is not none and existing.delete_files >= limit | int)) -}}
{% endmacro %}


{#- The same in an embedded catalog, which has CREATE OR REPLACE and takes every type. -#}
{% macro floe_replace_embedded(relation, staged) %}
  {%- set existing = load_cached_relation(relation) -%}
  {%- set statements = ['create or replace table ' ~ relation ~ ' as select * from ' ~ staged ~ ' limit 0']
    + floe_embedded_layout(relation) + ['insert into ' ~ relation ~ ' select * from ' ~ staged] -%}
  {%- if existing is not none and existing.is_view -%}{%- do adapter.drop_relation(existing) -%}{%- endif -%}
  {%- do floe_transaction('floe_replace', statements | map('trim', ' \n;') | list) -%}
  {%- do persist_docs(relation, model) -%}
{% endmacro %}
