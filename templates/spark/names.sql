{#- Makes a model's namespace, its parents first: a catalog refuses a child without one. dbt-spark gives a relation, or
    for a snapshot the schema's text. Names aren't quoted, so 'demo.silver' is two levels. Another thread may be first:
    Spark takes that for success. -#}
{% macro spark__create_schema(relation) -%}
  {%- if relation is not string and relation.quote_policy.schema -%}
    {%- do exceptions.raise_compiler_error(
      "on Spark a quoted schema is one level, and '" ~ relation.schema ~ "' may be several; "
      ~ "take 'quoting: {schema: true}' out of dbt_project.yml") -%}
  {%- endif -%}
  {%- set levels = (relation if relation is string else relation.schema | string).split('.') -%}
  {%- set platform = floe_platform() -%}
  {%- set first = 2 if levels[0] != platform.catalog and levels[0] in platform.catalogs else 1 -%}
  {%- for depth in range(first, levels | length + 1) -%}
    {%- call statement('create_schema_' ~ depth) -%}
      create schema if not exists {{ levels[:depth] | join('.') }}
    {%- endcall -%}
  {%- endfor -%}
{%- endmacro %}


{#- In lower case: dbt-spark asks for the names so, and the catalog tells them apart. -#}
{% macro spark__generate_alias_name(custom_alias_name=none, node=none) -%}
  {{- dbt.default__generate_alias_name(custom_alias_name, node) | trim | lower -}}
{%- endmacro %}


{#- Freshness of a source of a layer is measured where the layer is. -#}
{% macro spark__collect_freshness(source, loaded_at_field, filter) %}
  {{- return(dbt.default__collect_freshness(floe_in_its_layer(source), loaded_at_field, filter)) -}}
{% endmacro %}


{% macro spark__get_columns_in_relation_raw(relation) -%}
  {{- return(dbt.spark__get_columns_in_relation_raw(floe_in_its_layer(relation))) -}}
{% endmacro %}
