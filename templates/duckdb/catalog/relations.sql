{#- The relations of a schema, for dbt's cache. DuckDB lists a namespace of an Iceberg catalog by reading all
    of them (1 + 2N requests), so that is done once a run, and only when something of the run could ask
    for more than its own models: they are looked up one by one when they run (load_cached_relation). -#}
{% macro duckdb__list_relations_without_caching(schema_relation) -%}
  {%- if not floe_is_iceberg(schema_relation) -%}
    {{- return(dbt.duckdb__list_relations_without_caching(schema_relation)) -}}
  {%- endif -%}
  {%- set names = [] -%}
  {%- if floe_needs_list() -%}
    {%- for table in floe_list_tables(schema_relation.database) if table.schema == schema_relation.schema -%}
      {%- do names.append(floe_literal(table.name)) -%}
    {%- endfor -%}
  {%- endif -%}
  {{- return(run_query(
    'select ' ~ floe_literal(schema_relation.database) ~ ' as database, unnest([' ~ (names | join(', '))
    ~ ']::varchar[]) as name, ' ~ floe_literal(schema_relation.schema) ~ " as schema, 'table' as type")) -}}
{%- endmacro %}


{#- Whether adapter.get_relation may be asked for what this run doesn't build: by --defer, by dbt itself for
    microbatch models, by a model's own code or by a macro that is neither dbt's nor ours.
    The variable floe_list_relations says it outright: 'all' or 'selected'. -#}
{% macro floe_needs_list() %}
  {%- set wish = var('floe_list_relations', 'auto') -%}
  {%- if wish != 'auto' -%}
    {{- return(wish == 'all') -}}
  {%- endif -%}
  {%- set command = invocation_args_dict.get('which') -%}
  {%- set builds = command in ['run', 'build', 'retry'] -%}
  {%- if invocation_args_dict.get('defer')
      or not (builds or command in ['test', 'seed', 'snapshot', 'compile', 'show', 'generate']) -%}
    {{- return(true) -}}
  {%- endif -%}
  {%- for node in floe_selected_nodes() -%}
    {%- if builds and node.config.get('incremental_strategy') == 'microbatch' or 'get_relation' in (node.raw_code or '') -%}
      {{- return(true) -}}
    {%- endif -%}
    {%- for macro_id in node.depends_on.get('macros', []) -%}
      {%- set package, name = macro_id.split('.')[1:3] -%}
      {%- if package not in ['dbt', 'dbt_duckdb', 'dbt_utils']
          and not name.startswith(('floe_', 'generate_', 'materialization_')) and name != 'source' -%}
        {{- return(true) -}}
      {%- endif -%}
    {%- endfor -%}
  {%- endfor -%}
  {{- return(false) -}}
{% endmacro %}


{#- dbt's cache first; a table of an Iceberg catalog that isn't in it is looked up and added. One of AWS is looked up all
    the same: it may be there without its rows (floe_is_unfinished). -#}
{% macro load_cached_relation(relation) %}
  {%- set cached = floe_cached(relation) -%}
  {%- if cached is not none and execute and floe_aws(relation) is not none and not floe_exists(relation) -%}
    {%- do floe_note_dropped(cached) -%}
    {{- return(none) -}}
  {%- endif -%}
  {%- if cached is not none or not execute or not floe_is_iceberg(relation) or not floe_exists(relation) -%}
    {{- return(cached) -}}
  {%- endif -%}
  {%- set found = relation.incorporate(type='table') -%}
  {%- do floe_note_present(found) -%}
  {{- return(found) -}}
{% endmacro %}


{% macro duckdb__get_or_create_relation(database, schema, identifier, type) %}
  {%- set wanted = api.Relation.create(database=database, schema=schema, identifier=identifier, type=type) -%}
  {%- set found = load_cached_relation(wanted) -%}
  {{- return([true, found] if found else [false, wanted]) -}}
{% endmacro %}


{#- DROP … CASCADE is not implemented for Iceberg; and DROP, then CREATE of one name in one transaction is
    refused, so the drop is one of its own. -#}
{% macro duckdb__drop_relation(relation) -%}
  {%- if not floe_is_iceberg(relation) -%}
    {{- return(dbt.duckdb__drop_relation(relation)) -}}
  {%- endif -%}
  {%- do adapter.commit() -%}
  {%- call statement('drop_relation', auto_begin=False) -%}
    drop table if exists {{ relation }}
  {%- endcall -%}
  {%- do floe_note_dropped(relation) -%}
{%- endmacro %}


{#- A table that was made in a transaction can't be renamed in it (Iceberg). -#}
{% macro duckdb__rename_relation(from_relation, to_relation) -%}
  {%- if not floe_is_iceberg(from_relation) -%}
    {{- return(dbt.duckdb__rename_relation(from_relation, to_relation)) -}}
  {%- endif -%}
  {%- do floe_require_duckdb_15('a rename', from_relation) -%}
  {%- if floe_is_glue(from_relation) -%}
    {%- do exceptions.raise_compiler_error('Glue renames no table: ' ~ from_relation ~ ' stays as it is') -%}
  {%- endif -%}
  {%- do floe_rename('rename_relation', from_relation, to_relation) -%}
{%- endmacro %}


{#- dbt's own asks its cache alone, which doesn't hold an Iceberg table before it was looked up. -#}
{% macro is_incremental() %}
  {%- if execute and floe_is_iceberg(this) -%}
    {%- do load_cached_relation(this) -%}
  {%- endif -%}
  {{- return(dbt.is_incremental()) -}}
{% endmacro %}
