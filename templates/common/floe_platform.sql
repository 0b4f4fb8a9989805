{#- Where the models of this project land, for each target of profiles.yml.

    floe-compile writes the dict below from platform.yaml; nothing else in this file changes.
      catalog     alias of the attached catalog that models land in
      namespace   prefix of the namespaces of schemas that are no layer (none: schema S is namespace S)
      views       'table': a view model becomes a table in the catalog; 'local': it stays a view in DuckDB's local file
      duckdb      version of DuckDB, where that is the engine: '1.5' or '1.4'
      write_integration  the catalog of catalogs.yml, and the warehouse's database that it is
      catalogs    format of each attached alias: iceberg, duckdb, ducklake or warehouse
      layers      schema names that models and sources use, each with its catalog and namespace -#}
{% macro floe_platform() %}
  {%- set targets = {
@for entry in targets@
    '@entry.name|jinja@': {
      'catalog': '@entry.main.alias|jinja@',
@if entry.main.namespace is default@
      'namespace': none,
@else@
      'namespace': '@entry.main.namespace|jinja@',
@end@
      'views': '@if entry.compute.views is local@local@else@table@end@',
      'duckdb': '@entry.compute.release?|jinja@',
@if entry.compute.write_integration and entry.main.format is warehouse@
@# Also for dbt's cache of the parsed project: it is made anew when a macro changes, and not when@
@# catalogs.yml does.@
      'write_integration': {'catalog': '@entry.compute.catalog_name|jinja@', 'database': '@if entry.compute.database@@entry.compute.database|jinja@@end@'},
@end@
      'catalogs': {@for catalog in entry.catalogs@@if not catalog.first@, @end@'@catalog.alias|jinja@': '@catalog.format|jinja@'@end@},
@if entry.aws@
@# The catalogs of AWS, whose tables DuckDB makes in other ways; location: where Glue is told that files go.@
      'aws': {@for catalog in entry.aws@@if not catalog.first@, @end@'@catalog.alias|jinja@': {'service': '@if catalog.is_glue@glue@else@s3_tables@end@'@if catalog.is_glue and catalog.storage.type is s3@, 'location': 's3://@catalog.storage.bucket|jinja@'@end@}@end@},
@end@
      'layers': {
@for layer in entry.layers@
        '@layer.schema|jinja@': {'catalog': '@layer.catalog|jinja@', 'namespace': '@layer.namespace|jinja@'@if entry.aws and layer.held_by.is_glue and layer.stored_in.type is s3@, 'location': 's3://@layer.stored_in.bucket|jinja@'@end@},
@end@
      },
    },
@end@
  } -%}
  {%- if target.name not in targets -%}
    {%- do exceptions.raise_compiler_error(
      "target '" ~ target.name ~ "' was not compiled; compiled: " ~ (targets | sort | join(', '))
      ~ "; run floe-compile for it") -%}
  {%- endif -%}
  {{- return(targets[target.name]) -}}
{% endmacro %}


{#- The catalog and the namespace that a schema name means: {'catalog': …, 'namespace': …}.
    A layer says both. Any other schema S is namespace S, or N.S below the catalog's own namespace N;
    N itself, and what is written below it already, stay as they are. -#}
{% macro floe_resolve_catalog_namespace(schema) %}
  {%- set platform = floe_platform() -%}
  {%- set name = schema | string | trim -%}
  {%- set prefix = platform.namespace -%}
  {%- if name in platform.layers -%}
    {{- return(platform.layers[name]) -}}
  {%- elif prefix and name != prefix and not name.startswith(prefix ~ '.') -%}
    {{- return({'catalog': platform.catalog, 'namespace': prefix ~ '.' ~ name}) -}}
  {%- endif -%}
  {{- return({'catalog': platform.catalog, 'namespace': name}) -}}
{% endmacro %}


{#- A model says schema='silver' and lands in the layer's namespace: no '<target schema>_' before it. -#}
{% macro generate_schema_name(custom_schema_name=none, node=none) -%}
  {%- if custom_schema_name is none -%}
    {{ target.schema | trim }}
  {%- else -%}
    {{ floe_schema_of(floe_resolve_catalog_namespace(custom_schema_name)) }}
  {%- endif -%}
{%- endmacro %}


{#- How dbt spells a place as a schema. dbt-spark has no databases: a schema of another catalog begins with its name. -#}
{% macro floe_schema_of(place) %}
  {%- if target.type == 'spark' and place.catalog != floe_platform().catalog -%}
    {{- return(place.catalog ~ '.' ~ place.namespace) -}}
  {%- endif -%}
  {{- return(place.namespace) -}}
{% endmacro %}


{#- A model lands in its layer's catalog, else in the target's, unless it names a database itself. On a warehouse it may
    name the catalog of catalogs.yml, whose database is not asked from the adapter: dbt list and others load no catalogs.
    With views='local' a view stays in the local DuckDB file, whose database is named after it. -#}
{% macro generate_database_name(custom_database_name=none, node=none) -%}
  {%- set integration = floe_platform().write_integration -%}
  {%- set config = floe_config_of(node) -%}
  {%- if custom_database_name is not none -%}
    {{ custom_database_name | trim }}
  {%- elif floe_platform().views == 'local' and config.get('materialized') == 'view' -%}
    {{ floe_local_database() }}
  {%- elif target.type == 'spark' -%}
    {{ return(none) }}
  {%- elif integration and (config.get('catalog_name') or '') | lower == integration.catalog | lower -%}
    {{ integration.database }}
  {%- elif config.get('schema') -%}
    {{ floe_resolve_catalog_namespace(config.get('schema')).catalog }}
  {%- else -%}
    {{ floe_platform().catalog }}
  {%- endif -%}
{%- endmacro %}


{#- What a node says of itself, as a dict. The export of a saved query has no config.get (dbt 1.11). -#}
{% macro floe_config_of(node) %}
  {%- if node is none or not node.config -%}
    {{- return({}) -}}
  {%- elif node.config.get is defined -%}
    {{- return(node.config) -}}
  {%- endif -%}
  {{- return({'schema': node.config.schema_name, 'materialized': node.config.export_as | string}) -}}
{% endmacro %}


{#- The name that DuckDB gives the database of the target's own file: what is before the first dot. -#}
{% macro floe_local_database() %}
  {%- set file = (target.path or ':memory:').split('/')[-1] -%}
  {{- return('memory' if file in ['', ':memory:'] else (file.split('.') | select | first)) -}}
{% endmacro %}


{#- source('bronze', 'raw') is read where the layer 'bronze' is in this target.
    A source whose schema is no layer is a fact about somebody else's tables and stays as written. -#}
{% macro source() %}
  {{- return(floe_source_relation(builtins.source(*varargs))) -}}
{% endmacro %}


{#- The relation of a source, moved to its layer if its schema is one and it names no other database. -#}
{% macro floe_source_relation(relation) %}
  {%- set layer = floe_platform().layers.get(relation.schema) -%}
  {%- if layer is none or layer is not defined or relation.database not in [none, target.database] -%}
    {{- return(relation) -}}
  {%- elif target.type == 'spark' -%}
    {{- return(relation.replace_path(schema=floe_schema_of(layer))) -}}
  {%- endif -%}
  {{- return(relation.replace_path(database=layer.catalog, schema=layer.namespace)) -}}
{% endmacro %}


{#- A relation where it is, also for who takes the schema of a source from the YAML file and never calls source():
    fixtures of unit tests and freshness. What is in a layer's namespace already stays. -#}
{% macro floe_in_its_layer(relation) %}
  {%- for layer in floe_platform().layers.values() if floe_schema_of(layer) == relation.schema -%}
    {{- return(relation) -}}
  {%- endfor -%}
  {{- return(floe_source_relation(relation)) -}}
{% endmacro %}
