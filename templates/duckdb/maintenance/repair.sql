{#- dbt run-operation floe_repair [--args '{models: [orders], dry_run: true}']
    Finds tables whose newest version lacks files, which no engine can read: DuckDB before 1.5.4, or attached without
    remove_files_on_delete, deletes the files of a commit whose answer was lost. Each goes back to its newest version whose
    files are all there, by a swap: that version's rows become the table, and the versions after it are lost. -#}
{% macro floe_repair(models=none, dry_run=false) %}
  {%- for node in floe_iceberg_nodes(models) -%}
    {%- set relation = api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias, type='table') -%}
    {%- if {'schema': relation.schema, 'name': relation.identifier} in floe_list_tables(relation.database) -%}
      {%- do floe_repair_table(relation, node, dry_run) -%}
    {%- endif -%}
  {%- endfor -%}
{% endmacro %}


{% macro floe_repair_table(relation, node, dry_run) %}
  {%- set versions = run_query('select snapshot_id, timestamp_ms::varchar from iceberg_snapshots(' ~ floe_literal(relation)
    ~ ') order by sequence_number desc').rows -%}
  {%- set gone = floe_missing_files(relation, versions[0][0]) if versions else [] -%}
  {%- if not gone -%}
    {{- return(print(relation ~ ': whole')) -}}
  {%- endif -%}
  {{- print(relation ~ ': cannot be read; ' ~ (gone | length) ~ ' files of its newest version (' ~ versions[0][1]
    ~ ') are gone, such as ' ~ gone[0]) -}}
  {%- for id, at in versions[1:] if not floe_missing_files(relation, id) -%}
    {%- if dry_run -%}
      {{- return(print(relation ~ ': would go back to version ' ~ id ~ ' of ' ~ at ~ '; ' ~ loop.index ~ ' would be lost')) -}}
    {%- endif -%}
    {%- set version = '(select * from ' ~ relation ~ ' at (version => ' ~ id ~ ')) as floe_version' -%}
    {%- do floe_swap(relation, version, floe_described('describe select * from ' ~ version), floe_definition(node)) -%}
    {{- return(print(relation ~ ': went back to version ' ~ id ~ ' of ' ~ at ~ '; ' ~ loop.index ~ ' lost')) -}}
  {%- endfor -%}
  {{- print(relation ~ ': the catalog has no older version that is whole. "dbt run --full-refresh -s ' ~ node.name
    ~ '" makes it anew; what only an incremental model or a snapshot kept is lost') -}}
{% endmacro %}


{#- The data and delete files of a version that are gone: one listing of the table's folder, and a request for each file
    that is not in it (it may be elsewhere). -#}
{% macro floe_missing_files(relation, version) %}
  {%- set gone = [] -%}
  {%- set absent = run_query('select file_path from iceberg_metadata(' ~ floe_literal(relation) ~ ', snapshot_from_id => ' ~ version
    ~ ") where status <> 'DELETED' and file_path not in (select file from glob("
    ~ floe_literal(floe_table_folder(relation) ~ '/**') ~ '))').columns[0].values() -%}
  {%- for file in absent if floe_is_missing(file) -%}
    {%- do gone.append(file) -%}
  {%- endfor -%}
  {{- return(gone) -}}
{% endmacro %}


{#- Where the catalog says that a table's files are. -#}
{% macro floe_table_folder(relation) %}
  {{- return(run_query("select rtrim(metadata::json->>'location', '/') from iceberg_load_table_response("
    ~ floe_literal(relation) ~ ')').columns[0].values()[0]) -}}
{% endmacro %}
