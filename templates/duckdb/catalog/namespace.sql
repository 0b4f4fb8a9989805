{#- Makes a model's namespace. On Iceberg the parents come first (a catalog refuses a child without one, 404)
    and one namespace after the other: dbt calls this in parallel and in no useful order, so the first caller
    makes the namespaces of the whole run, and the others leave theirs to it. dbt waits for all of them
    before it builds anything. Another process may be first all the same: its 409 is a TransactionException,
    which is repeated, and by then the namespace exists. dbt 2 asks for one after the other by itself. -#}
{% macro duckdb__create_schema(relation) -%}
  {%- if not floe_is_iceberg(relation) -%}
    {{- return(dbt.duckdb__create_schema(relation)) -}}
  {%- elif floe_is_dbt2() -%}
    {{- return(floe_create_missing_namespace(relation) or '') -}}
  {%- endif -%}
  {%- set key = floe_namespace_key(relation) -%}
  {%- set places = floe_selected_places() -%}
  {%- set is_first = graph.setdefault('floe_namespaces_by', relation) is sameas relation -%}
  {%- set is_asked_again = graph.setdefault('floe_namespace_asked:' ~ key, relation) is not sameas relation -%}
  {%- if is_first -%}
    {%- if floe_needs_list() -%}{%- do floe_list_tables(relation.database) -%}{%- endif -%}
    {%- for place in places.values() -%}
      {%- do floe_create_missing_namespace(place) -%}
    {%- endfor -%}
  {%- endif -%}
  {%- if key not in places or is_asked_again -%}
    {%- do floe_create_namespace(relation) -%}
  {%- endif -%}
{%- endmacro %}


{#- A relation of each Iceberg namespace that this run builds in, by floe_namespace_key. -#}
{% macro floe_selected_places() %}
  {%- set places = {} -%}
  {%- for node in floe_selected_nodes()
      if node.resource_type in ['model', 'seed', 'snapshot'] and node.config.materialized != 'ephemeral'
      and floe_format(node.database) == 'iceberg' -%}
    {%- set place = api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias) -%}
    {%- do places.setdefault(floe_namespace_key(place), place) -%}
  {%- endfor -%}
  {{- return(places) -}}
{% endmacro %}


{#- The nodes that this invocation runs. -#}
{% macro floe_selected_nodes() %}
  {%- set nodes = [] -%}
  {%- for unique_id in selected_resources if unique_id in graph.nodes -%}
    {%- do nodes.append(graph.nodes[unique_id]) -%}
  {%- endfor -%}
  {{- return(nodes) -}}
{% endmacro %}


{#- Makes a namespace and remembers it if it is new: its models needn't be looked up then (floe_exists), four
    requests each. Whether CREATE SCHEMA IF NOT EXISTS made anything, only DuckDB's log of its requests says.
    A look-up before it is no way out: DuckDB 1.5 remembers for ever that a namespace was missing, and
    refuses to write to it when it is there. A log that somebody else switched on is left alone. -#}
{% macro floe_create_missing_namespace(relation) %}
  {%- set is_ours = floe_platform().duckdb != '1.4'
    and run_query("select current_setting('enable_logging')::boolean").columns[0].values()[0] == false -%}
  {%- if is_ours -%}{%- do run_query("call enable_logging('HTTP', storage = 'memory')") -%}{%- endif -%}
  {%- do floe_create_namespace(relation) -%}
  {%- if is_ours -%}
    {%- set missing = run_query(
      "select count(*) from duckdb_logs_parsed('HTTP') where request.type in ('GET', 'HEAD') and response.status::varchar = 'NotFound_404'"
      ~ " and ends_with(request.url, '/namespaces/' || replace(" ~ floe_literal(relation.schema) ~ ", '.', chr(31)))"
    ).columns[0].values()[0] -%}
    {%- do run_query('call disable_logging()') -%}
    {%- do run_query('call truncate_duckdb_logs()') -%}
    {%- if missing -%}
      {%- do graph.setdefault('floe_new_namespaces', {}).update({floe_namespace_key(relation): true}) -%}
    {%- endif -%}
  {%- endif -%}
{% endmacro %}


{#- A nested namespace is one quoted schema to DuckDB: "demo.silver". -#}
{% macro floe_create_namespace(relation) %}
  {%- set levels = relation.schema.split('.') -%}
  {%- for depth in range(1, levels | length + 1) -%}
    {%- set name = floe_quote(relation.database) ~ '.' ~ floe_quote(levels[:depth] | join('.')) -%}
    {%- if graph.setdefault('floe_namespace_made:' ~ name, relation) is sameas relation or depth == levels | length -%}
      {%- do floe_repeatable('floe_create_namespace', 'create schema if not exists ' ~ name) -%}
    {%- endif -%}
  {%- endfor -%}
{% endmacro %}


{#- Iceberg has no DROP SCHEMA … CASCADE in DuckDB. -#}
{% macro duckdb__drop_schema(relation) -%}
  {%- if not floe_is_iceberg(relation) -%}
    {{- return(dbt.duckdb__drop_schema(relation)) -}}
  {%- endif -%}
  {%- do adapter.commit() -%}
  {%- call statement('drop_schema', auto_begin=False) -%}
    drop schema if exists {{ relation.without_identifier() }}
  {%- endcall -%}
{%- endmacro %}


{#- dbt asks for the schemas only to leave out those that exist, and duckdb__create_schema finds that out
    with fewer requests than a scan of the whole catalog (one a namespace). -#}
{% macro duckdb__list_schemas(database) -%}
  {%- do floe_attach() -%}
  {%- if floe_format(database) != 'iceberg' -%}
    {{- return(dbt.duckdb__list_schemas(database)) -}}
  {%- endif -%}
  {{- return(run_query("select ''::varchar as schema_name where false")) -}}
{%- endmacro %}
