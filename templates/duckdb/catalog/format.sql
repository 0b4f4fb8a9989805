{#- What an attached catalog is: 'iceberg', 'duckdb' or 'ducklake'. Known from floe_platform, so it costs
    no query; what is not attached by floe-compile is the local file. -#}
{% macro floe_format(database) %}
  {%- set name = (database or '') | string | replace('"', '') | lower -%}
  {%- for alias, format in floe_platform().catalogs.items() if alias | lower == name -%}
    {{- return(format) -}}
  {%- endfor -%}
  {{- return('duckdb') -}}
{% endmacro %}


{#- Whether a relation lives in an Iceberg catalog and DuckDB is the engine: some macros of this folder have names
    without dispatch, and other targets of the project meet them, too. -#}
{% macro floe_is_iceberg(relation) %}
  {{- return(target.type == 'duckdb' and floe_format(relation.database) == 'iceberg') -}}
{% endmacro %}


{#- What floe_platform says of an Iceberg catalog of AWS, none for any other relation:
      service   'glue' or 's3_tables'. Both make a table at once, not with the commit of its rows (floe_make);
                Glue renames none (floe_swap)
      location  where Glue's tables of schemas that are no layer go; those of a layer: its own `location` -#}
{% macro floe_aws(relation) %}
  {%- if target.type != 'duckdb' -%}
    {{- return(none) -}}
  {%- endif -%}
  {%- set name = (relation.database or '') | string | lower -%}
  {%- for alias, aws in (floe_platform().aws or {}).items() if alias | lower == name -%}
    {{- return(aws) -}}
  {%- endfor -%}
  {{- return(none) -}}
{% endmacro %}


{% macro floe_is_glue(relation) %}
  {%- set aws = floe_aws(relation) -%}
  {{- return(aws is not none and aws.service == 'glue') -}}
{% endmacro %}


{#- Stops before anything is changed when the target's DuckDB is too old for what a model asks. -#}
{% macro floe_require_duckdb_15(what, relation) %}
  {%- if floe_platform().duckdb == '1.4' -%}
    {%- do exceptions.raise_compiler_error(
      what ~ " of the Iceberg table " ~ relation ~ " needs DuckDB 1.5; this target runs 1.4"
      ~ " (compute.properties.duckdb_version). Nothing was changed") -%}
  {%- endif -%}
{% endmacro %}


{#- A text as an SQL literal. -#}
{% macro floe_literal(text) %}
  {{- return("'" ~ (text | string | replace("'", "''")) ~ "'") -}}
{% endmacro %}


{#- An identifier, quoted; dbt's own adapter.quote doesn't double a quote inside. -#}
{% macro floe_quote(name) %}
  {{- return('"' ~ (name | string | replace('"', '""')) ~ '"') -}}
{% endmacro %}
