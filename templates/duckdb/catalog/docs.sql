{#- What dbt docs shows of an Iceberg catalog. DuckDB's own views of it have one column called '__' for a table that
    wasn't loaded; DESCRIBE loads it. Descriptions come from the tables, figures from their manifests. -#}
{% macro duckdb__get_catalog_relations(information_schema, relations) -%}
  {%- do floe_attach() -%}
  {%- if floe_format(information_schema.database) != 'iceberg' -%}
    {{- return(dbt.duckdb__get_catalog_relations(information_schema, relations)) -}}
  {%- endif -%}
  {{- return(floe_docs_rows(relations)) -}}
{%- endmacro %}


{% macro duckdb__get_catalog(information_schema, schemas) -%}
  {%- do floe_attach() -%}
  {%- if floe_format(information_schema.database) != 'iceberg' -%}
    {{- return(dbt.duckdb__get_catalog(information_schema, schemas)) -}}
  {%- endif -%}
  {%- set relations = [] -%}
  {%- for node in (graph.nodes.values() | list) + (graph.sources.values() | list)
      if node.schema in schemas and node.database == information_schema.database -%}
    {%- do relations.append(api.Relation.create(database=node.database, schema=node.schema,
      identifier=node.identifier or node.alias)) -%}
  {%- endfor -%}
  {{- return(floe_docs_rows(relations)) -}}
{%- endmacro %}


{#- The rows of dbt's catalog for those of `relations` that exist. A source of a layer is read where the layer is and
    shown under the name that the project has for it. -#}
{% macro floe_docs_rows(relations) %}
  {%- set rows = [] -%}
  {%- for relation in relations -%}
    {%- set place = floe_source_relation(relation) -%}
    {%- if {'schema': place.schema, 'name': place.identifier} in floe_list_tables(place.database) -%}
      {%- do rows.extend(floe_docs_of(relation, place)) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- set names = ['table_database', 'table_schema', 'table_name', 'table_type', 'table_comment', 'table_owner',
    'column_name', 'column_index', 'column_type', 'column_comment',
    'stats:files:label', 'stats:files:value', 'stats:files:description', 'stats:files:include',
    'stats:deletes:label', 'stats:deletes:value', 'stats:deletes:description', 'stats:deletes:include'] -%}
  {%- set none_of_all = '(' ~ ((['null::varchar'] * (names | length)) | join(', ')) ~ ')' -%}
  {{- return(run_query(
    'select * from (values ' ~ (rows or [none_of_all]) | join(', ') ~ ') as found("' ~ (names | join('", "'))
    ~ '") where table_name is not null')) -}}
{% endmacro %}


{#- One row for each column of the table at `place`, in floe_docs_rows' order of names. -#}
{% macro floe_docs_of(relation, place) %}
  {%- set table = floe_inspect(place) -%}
  {%- set files = run_query("select count(*) from iceberg_metadata(" ~ floe_literal(place)
    ~ ") where manifest_content = 'DATA' and status <> 'DELETED'").columns[0].values()[0] -%}
  {%- set rows = [] -%}
  {%- for column in table.columns -%}
    {%- do rows.append('(' ~ ([
      floe_literal(relation.database), floe_literal(relation.schema), floe_literal(relation.identifier), "'BASE TABLE'",
      floe_literal(table.properties['comment']) if 'comment' in table.properties else 'null::varchar', 'null::varchar',
      floe_literal(column.name), loop.index, floe_literal(column.type), 'null::varchar',
      "'Data files'", files, "'Parquet files of the current snapshot'", 'true',
      "'Delete files'", table.delete_files, "'Files that readers apply to the data files'", 'true',
    ] | join(', ')) ~ ')') -%}
  {%- endfor -%}
  {{- return(rows) -}}
{% endmacro %}


{#- Freshness of a source of a layer is measured where the layer is. -#}
{% macro duckdb__collect_freshness(source, loaded_at_field, filter) %}
  {%- do floe_attach() -%}
  {{- return(dbt.default__collect_freshness(floe_source_of(source), loaded_at_field, filter)) -}}
{% endmacro %}


{#- The embedded catalogs' docs are dbt-duckdb's own, with the tables of a layer under the layer's name, too: that is
    how the project's sources call them. -#}
{% macro duckdb__get_catalog_tables_sql(information_schema) %}
  {{- floe_docs_with_layers(information_schema, dbt.duckdb__get_catalog_tables_sql(information_schema)) -}}
{% endmacro %}


{% macro duckdb__get_catalog_columns_sql(information_schema) %}
  {{- floe_docs_with_layers(information_schema, dbt.duckdb__get_catalog_columns_sql(information_schema)) -}}
{% endmacro %}


{% macro floe_docs_with_layers(information_schema, sql) %}
  {%- set parts = ['select * from found'] -%}
  {%- for name, layer in floe_platform().layers.items()
      if name != layer.namespace and layer.catalog == information_schema.database -%}
    {%- do parts.append('select * replace (' ~ floe_literal(name) ~ ' as table_schema) from found where table_schema = '
      ~ floe_literal(layer.namespace)) -%}
  {%- endfor -%}
  select * from (with found as ({{ sql }}) {{ parts | join(' union all ') }}) as found_by_layer
{% endmacro %}
