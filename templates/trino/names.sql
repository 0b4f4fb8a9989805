{#- Makes a model's namespace, its parents first. dbt calls this in parallel and in no useful order, and two threads that
    make one parent fail ("Namespace already exists"): the first caller makes the namespaces of the whole run, and the
    others leave theirs to it. dbt waits for all of them before it builds anything. dbt-trino gives a relation, or for a
    snapshot the schema's text. -#}
{% macro trino__create_schema(relation) -%}
  {%- set database = target.database if relation is string else relation.database -%}
  {%- set schema = relation if relation is string else relation.schema | string -%}
  {%- set places = floe_trino_places() -%}
  {%- if graph.setdefault('floe_trino_namespaces_by', relation) is sameas relation -%}
    {%- for place in places -%}
      {%- do floe_trino_create_namespace(place[0], place[1]) -%}
    {%- endfor -%}
  {%- elif [database, schema] in places -%}
    {#- dbt commits, and fails where nothing was begun. -#}
    {%- call statement('left_to_the_first') -%} select 1 {%- endcall -%}
  {%- endif -%}
  {%- if [database, schema] not in places -%}
    {%- do floe_trino_create_namespace(database, schema) -%}
  {%- endif -%}
{%- endmacro %}


{#- Catalog and schema of everything that this run builds, each once. -#}
{% macro floe_trino_places() %}
  {%- set places = [] -%}
  {%- for unique_id in selected_resources if unique_id in graph.nodes -%}
    {%- set node = graph.nodes[unique_id] -%}
    {%- if node.resource_type in ['model', 'seed', 'snapshot'] and node.config.materialized != 'ephemeral'
        and [node.database, node.schema] not in places -%}
      {%- do places.append([node.database, node.schema]) -%}
    {%- endif -%}
  {%- endfor -%}
  {{- return(places) -}}
{% endmacro %}


{#- A nested namespace is one quoted schema to Trino: "demo.silver". -#}
{% macro floe_trino_create_namespace(database, schema) %}
  {%- set levels = schema.split('.') -%}
  {%- for depth in range(1, levels | length + 1) -%}
    {%- set name = adapter.quote(database) ~ '.' ~ adapter.quote(levels[:depth] | join('.')) -%}
    {%- if 'floe_trino_made:' ~ name not in graph -%}
      {%- call statement('create_schema_' ~ depth) -%}
        create schema if not exists {{ name }}
      {%- endcall -%}
      {%- do graph.update({'floe_trino_made:' ~ name: true}) -%}
    {%- endif -%}
  {%- endfor -%}
{% endmacro %}


{#- In lower case, as Trino makes it anyway: dbt's cache would take the table for another one on the second run. -#}
{% macro trino__generate_alias_name(custom_alias_name=none, node=none) -%}
  {{- dbt.default__generate_alias_name(custom_alias_name, node) | trim | lower -}}
{%- endmacro %}


{#- Freshness of a source of a layer is measured where the layer is. -#}
{% macro trino__collect_freshness(source, loaded_at_field, filter) %}
  {{- return(dbt.default__collect_freshness(floe_in_its_layer(source), loaded_at_field, filter)) -}}
{% endmacro %}


{% macro trino__get_columns_in_relation(relation) -%}
  {{- return(dbt.trino__get_columns_in_relation(floe_in_its_layer(relation))) -}}
{% endmacro %}
