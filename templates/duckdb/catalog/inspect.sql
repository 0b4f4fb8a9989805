{#- What the catalog has under a name, for one GET: 'table', 'no table' or 'no namespace'.

    Jinja can't catch an error, and dbt's own list of relations costs two requests for every namespace
    of the catalog (DuckDB 1.5 pushes no filter down). json_serialize_plan binds a query and returns
    its error as text: "not implemented" for an Iceberg table that is there, a catalog error for one
    that isn't. (Never ask for a table of a missing namespace: catalog/namespace.sql says why.)
    catalog_error_max_schemas=0 keeps DuckDB from reading the whole catalog for its "did you mean" (14 requests
    instead of 4). A table that another process changed since this transaction began has no "reachable state" in it
    (DuckDB 1.5): it is looked up in a new one. -#}
{% macro floe_look_up(relation, tries=10) %}
  {%- set plan = fromjson(run_query('set catalog_error_max_schemas = 0; select ' ~ floe_plan('select 1 from ' ~ relation ~ ' limit 0')).columns[0].values()[0]) -%}
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


{#- SQL: the plan of a query, or its error, as JSON. -#}
{% macro floe_plan(query) %}
  {{- return('json_serialize_plan(' ~ floe_literal(query) ~ ')') -}}
{% endmacro %}


{#- SQL: whether a table of an Iceberg namespace that exists is there. -#}
{% macro floe_is_there(relation) %}
  {{- return('coalesce(' ~ floe_plan('select 1 from ' ~ relation ~ ' limit 0')
    ~ "->>'error_type', 'not implemented') = 'not implemented'") -}}
{% endmacro %}


{#- An Iceberg table as it is: {'columns', 'properties', 'delete_files', 'missing_file'}, or none when there is none.
    By one statement, in which DuckDB loads the table once: one GET for all of it. -#}
{% macro floe_inspect(relation) %}
  {%- do adapter.commit() -%}
  {%- do floe_begin() -%}
  {%- set found = none -%}
  {%- if floe_exists(relation) -%}
    {%- set found = fromjson(run_query(floe_inspection(relation)).columns[0].values()[0]) -%}
    {%- set file = found.newest_file -%}
    {%- do found.update({
      'properties': found.properties or {},
      'missing_file': file if file and floe_is_missing(file) else none,
    }) -%}
  {%- endif -%}
  {%- do adapter.commit() -%}
  {{- return(found) -}}
{% endmacro %}


{#- SQL: what floe_inspect reads of a table, as one JSON. -#}
{% macro floe_inspection(relation) %}
  {%- set name = floe_literal(relation) -%}
  select to_json({
    'columns': (select list({'name': column_name, 'type': column_type}) from (describe {{ relation }})),
    'properties': (select map_from_entries(list((key, value))) from iceberg_table_properties({{ name }})),
    'delete_files': files.delete_files, 'newest_file': files.newest_file})
  from (
    select count(*) filter (manifest_content = 'DELETE') as delete_files,
      arg_max(file_path, manifest_sequence_number) filter (file_format ilike 'parquet') as newest_file
    from iceberg_metadata({{ name }}) where status <> 'DELETED') as files
{% endmacro %}


{#- Whether a Parquet file is gone. A table whose newest file is gone can't be read: DuckDB before 1.5.4, or without
    remove_files_on_delete, deletes the files of a commit whose answer was lost (write/commit.sql). Any other error is
    for who reads the table. One HEAD. -#}
{% macro floe_is_missing(file) %}
  {%- if modules.re.search('[*?\\[]', file) -%}
    {{- return(false) -}}
  {%- endif -%}
  {%- set plan = fromjson(run_query('select ' ~ floe_plan('select 1 from read_parquet(' ~ floe_literal(file) ~ ')')).columns[0].values()[0]) -%}
  {%- set message = plan.error_message or '' -%}
  {{- return('HTTP 404' in message or 'No files found' in message) -}}
{% endmacro %}


{#- floe_inspect of a table that has to be there and readable. dbt's own transaction is open afterwards. -#}
{% macro floe_inspect_readable(relation) %}
  {%- set existing = floe_inspect(relation) -%}
  {%- if existing is none -%}
    {%- do exceptions.raise_compiler_error(relation ~ ' was dropped while this run was under way; run it again') -%}
  {%- elif existing.missing_file -%}
    {%- do exceptions.raise_compiler_error(relation ~ ' cannot be read: ' ~ existing.missing_file ~ ' is gone, a file of its newest'
      ~ ' version. A commit whose answer was lost leaves a table so. "dbt run-operation floe_repair" goes back to its newest version'
      ~ ' that is whole; --full-refresh makes it anew. Nothing was changed') -%}
  {%- endif -%}
  {%- do floe_begin() -%}
  {{- return(existing) -}}
{% endmacro %}
