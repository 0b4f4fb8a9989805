{#- dbt run-operation floe_orphans [--args '{older_than_days: 7, paths: true}']
    Files that no table names: of commits that failed, and the folders of tables that were dropped or swapped. They are only
    listed, with size and age; docs/ICEBERG.md says how to delete them. With `paths` nothing but their paths is printed.

    Looked at are the folders of all tables in the project's namespaces, and the table folders beside them. An orphan is a
    data file or manifest that no version of its table names, or any file in a folder that is no table's. -#}
{% macro floe_orphans(older_than_days=7, paths=false) %}
  {%- do run_query("attach if not exists ':memory:' as floe_orphans") -%}
  {%- do run_query('create or replace table floe_orphans.main.folders (folder varchar)') -%}
  {%- do run_query('create or replace table floe_orphans.main.named (file varchar)') -%}
  {%- for relation in floe_neighbours() -%}
    {%- do floe_note_files(relation) -%}
  {%- endfor -%}
  {%- set parents = run_query("select distinct regexp_extract(folder, '^(.*)/', 1) from floe_orphans.main.folders").columns[0].values() -%}
  {%- set rows = run_query(floe_orphans_of(parents, older_than_days)).rows if parents else [] -%}
  {%- set bytes = namespace(all=0) -%}
  {%- for path, size, days in rows -%}
    {%- set bytes.all = bytes.all + size -%}
    {{- print(path if paths else floe_padded(size, 12) ~ ' bytes ' ~ floe_padded(days | round(1), 6) ~ ' days  ' ~ path) -}}
  {%- endfor -%}
  {%- if not paths -%}
    {{- print((rows | length) ~ ' files, ' ~ bytes.all ~ ' bytes, older than ' ~ older_than_days ~ ' days, are named by no table') -}}
  {%- endif -%}
{% endmacro %}


{#- Every table, of this project or not, in the namespaces that this project has tables in. -#}
{% macro floe_neighbours() %}
  {%- set places = {} -%}
  {%- for node in floe_iceberg_nodes() -%}
    {%- do places.setdefault(node.database, {}).update({node.schema: true}) -%}
  {%- endfor -%}
  {%- set relations = [] -%}
  {%- for database, schemas in places.items() -%}
    {%- for table in floe_list_tables(database) if table.schema in schemas -%}
      {%- do relations.append(api.Relation.create(database=database, schema=table.schema, identifier=table.name, type='table')) -%}
    {%- endfor -%}
  {%- endfor -%}
  {{- return(relations) -}}
{% endmacro %}


{#- Adds a table's folder to `folders`, and the files that its versions name to `named`. -#}
{% macro floe_note_files(relation) %}
  {%- set name = floe_literal(relation) -%}
  {%- do adapter.commit() -%}
  {%- do floe_begin() -%}
  {%- do run_query('insert into floe_orphans.main.folders values (' ~ floe_literal(floe_table_folder(relation)) ~ ')') -%}
  {%- for id, list in run_query('select snapshot_id, manifest_list from iceberg_snapshots(' ~ name ~ ')').rows -%}
    {%- do run_query('insert into floe_orphans.main.named select ' ~ floe_literal(list) ~ ' union all select distinct unnest([manifest_path, '
      ~ 'file_path]) from iceberg_metadata(' ~ name ~ ', snapshot_from_id => ' ~ id ~ ')') -%}
  {%- endfor -%}
  {%- do adapter.commit() -%}
{% endmacro %}


{#- SQL: path, size and age in days of the orphans below some folders. -#}
{% macro floe_orphans_of(parents, older_than_days) %}
  {%- set patterns = [] -%}
  {%- for parent in parents -%}{%- do patterns.append(floe_literal(parent ~ '/**')) -%}{%- endfor -%}
  select filename, size, date_diff('second', last_modified, now()) / 86400 as days
  from read_blob([{{ patterns | join(', ') }}]) as found
  where last_modified <= now() - interval ({{ older_than_days }} * 86400) second
    and case when exists (select 1 from floe_orphans.main.folders where starts_with(filename, folder || '/'))
      then regexp_matches(filename, '[.](parquet|avro)$') and filename not in (select file from floe_orphans.main.named)
      else regexp_matches(filename, '/[^/]+/(data|metadata)/') and exists (
        select 1 from floe_orphans.main.folders
        where regexp_extract(folder, '^(.*)/', 1) = regexp_extract(filename, '^(.*)/[^/]+/(?:data|metadata)/', 1)) end
  order by filename
{% endmacro %}
