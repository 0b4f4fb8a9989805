{#- What stands in the catalog under a name, for one GET: 'table', 'no table' or 'no namespace'.

    Jinja can't catch an error, and dbt's own list of relations costs two requests for every namespace
    of the catalog (DuckDB 1.5 pushes no filter down). json_serialize_plan binds a query and returns
    its error as text: "not implemented" for an Iceberg table that is there, a catalog error for one
    that isn't. (Never ask for a table of a missing namespace: catalog/namespace.sql says why.)
    catalog_error_max_schemas=0 keeps DuckDB from reading the whole catalog for its "did you mean" (14 requests
    instead of 4). A table that another process changed since this transaction began has no "reachable state" in it
    (DuckDB 1.5): it is looked up in a new one. -#}
{% macro floe_look_up(relation, tries=10) %}
  {%- do run_query('set catalog_error_max_schemas = 0') -%}
  {%- set plan = fromjson(run_query(
    'select json_serialize_plan(' ~ floe_literal('select 1 from ' ~ relation ~ ' limit 0') ~ ')'
  ).columns[0].values()[0]) -%}
  {%- set message = plan.error_message or '' -%}
  {%- if not plan.error or plan.error_type == 'not implemented' -%}
    {{- return('table') -}}
  {%- elif plan.error_type == 'catalog' and 'because schema' in message -%}
    {{- return('no namespace') -}}
  {%- elif plan.error_type == 'catalog' -%}
    {{- return('no table') -}}
  {%- elif 'reachable state' in message and tries > 1 -%}
    {%- do adapter.commit() -%}
    {%- do floe_begin() -%}
    {{- return(floe_look_up(relation, tries - 1)) -}}
  {%- endif -%}
  {%- do exceptions.raise_compiler_error(relation ~ ' could not be looked up: ' ~ message) -%}
{% endmacro %}


{#- An Iceberg table as it stands: {'columns', 'properties', 'delete_files'}, or none when there is none.
    In one transaction, in which DuckDB loads the table once: one GET for all of it. -#}
{% macro floe_inspect(relation) %}
  {%- do adapter.commit() -%}
  {%- do floe_begin() -%}
  {%- set found = none -%}
  {%- if floe_exists(relation) -%}
    {%- set name = floe_literal(relation) -%}
    {%- set properties = {} -%}
    {%- for row in run_query('select key, value from iceberg_table_properties(' ~ name ~ ')').rows -%}
      {%- do properties.update({row[0]: row[1]}) -%}
    {%- endfor -%}
    {%- set found = {
      'columns': floe_columns(relation),
      'properties': properties,
      'delete_files': run_query("select count(*) from iceberg_metadata(" ~ name
        ~ ") where manifest_content = 'DELETE' and status <> 'DELETED'").columns[0].values()[0] | int,
    } -%}
  {%- endif -%}
  {%- do adapter.commit() -%}
  {{- return(found) -}}
{% endmacro %}


{#- Opens dbt's own transaction; adapter.commit() closes it. -#}
{% macro floe_begin() %}
  {%- call statement('floe_begin', auto_begin=True) -%}select 1{%- endcall -%}
{% endmacro %}


{#- Runs statements as one transaction of their own, in one string: the profile's `retries` then repeats
    all of it when the commit meets another one (409). -#}
{% macro floe_transaction(name, statements) %}
  {%- do adapter.commit() -%}
  {%- call statement(name, auto_begin=False) -%}
    begin; {{ statements | join('; ') }}; commit
  {%- endcall -%}
{% endmacro %}
