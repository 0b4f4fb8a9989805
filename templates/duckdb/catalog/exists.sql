{#- Whether an Iceberg table exists. One that a killed run left between the two requests of a swap (write/swap.sql) is
    put back under its name first; one that it left without its rows is dropped (floe_is_unfinished). Absence is
    remembered until dbt's cache knows the table: an incremental model asks three times, and asking for a table that
    isn't there takes four requests. -#}
{% macro floe_exists(relation) %}
  {%- set absent = graph.setdefault('floe_absent', {}) -%}
  {%- set is_new = floe_namespace_key(relation) in graph.get('floe_new_namespaces', {}) or relation | string in absent -%}
  {%- if is_new and floe_cached(relation) is none -%}
    {{- return(false) -}}
  {%- endif -%}
  {%- set answer = floe_look_up(relation) -%}
  {%- if answer == 'table' and floe_is_unfinished(relation) -%}
    {{- log('floe: ' ~ relation ~ ' was left without its rows by a run that was killed; it is made anew', info=True) -}}
    {%- do floe_transaction('floe_drop', ['drop table if exists ' ~ relation]) -%}
    {%- do floe_begin() -%}
    {%- set answer = 'no table' -%}
  {%- endif -%}
  {%- set found = answer == 'table' or (answer == 'no table' and floe_heal(relation)) -%}
  {%- if not found -%}{%- do absent.update({relation | string: true}) -%}{%- endif -%}
  {{- return(found) -}}
{% endmacro %}


{#- Whether a table of AWS was made and its rows were not written yet (floe_make). An incremental model would go on from
    no rows. -#}
{% macro floe_is_unfinished(relation) %}
  {%- if floe_aws(relation) is none -%}
    {{- return(false) -}}
  {%- endif -%}
  {{- return(run_query(
    'select count(*) from iceberg_table_properties(' ~ floe_literal(relation) ~ ") where key = 'floe.rows' and value = 'pending'"
  ).columns[0].values()[0] > 0) -}}
{% endmacro %}


{#- A swap that was killed leaves '<name>__floe_<id>', complete, and no '<name>'. Finish its rename.
    Readers see "does not exist" from the crash until here. -#}
{% macro floe_heal(relation) %}
  {%- set left = [] -%}
  {%- for table in floe_list_tables(relation.database)
      if table.schema == relation.schema and floe_swap_owner(table.name) == relation.identifier
      and not floe_is_unfinished(relation.incorporate(path={'identifier': table.name})) -%}
    {%- do left.append(table.name) -%}
  {%- endfor -%}
  {%- if not left or floe_platform().duckdb == '1.4' -%}
    {{- return(false) -}}
  {%- endif -%}
  {%- set newest = relation.incorporate(path={'identifier': left | sort | last}) -%}
  {{- log('floe: ' ~ relation ~ ' was lost by a run that was killed; it is restored from ' ~ newest, info=True) -}}
  {%- if floe_is_glue(relation) -%}
    {{- return(floe_heal_by_copy(relation, newest)) -}}
  {%- endif -%}
  {%- do floe_rename('floe_heal', newest, relation) -%}
  {%- do floe_begin() -%}
  {{- return(true) -}}
{% endmacro %}


{#- The same where a table can't be renamed: as its own model or seed lays it out. -#}
{% macro floe_heal_by_copy(relation, newest) %}
  {%- if relation | string != this | string -%}
    {%- do exceptions.raise_compiler_error(relation ~ ' was lost by a run that was killed; its rows are in ' ~ newest
      ~ '. Run its own model, which restores it') -%}
  {%- endif -%}
  {%- do floe_move(newest, relation, floe_columns(newest), floe_definition(model)) -%}
  {%- do floe_begin() -%}
  {{- return(true) -}}
{% endmacro %}


{#- The name of the table that a table of a swap stands in for, none for any other name. -#}
{% macro floe_swap_owner(name) %}
  {%- set match = modules.re.match('^(.+)__floe_[0-9a-f]{20}$', name) -%}
  {{- return(match.group(1) if match else none) -}}
{% endmacro %}


{#- Every table of an Iceberg catalog, [{'schema', 'name'}]: two requests a namespace, so once a run at most. -#}
{% macro floe_list_tables(database) %}
  {%- set key = 'floe_tables:' ~ database -%}
  {%- if key not in graph -%}
    {%- do floe_attach() -%}
    {%- set tables = [] -%}
    {%- for row in run_query(
      'select schema_name, table_name from duckdb_tables() where database_name = ' ~ floe_literal(database)).rows -%}
      {%- do tables.append({'schema': row[0], 'name': row[1]}) -%}
    {%- endfor -%}
    {%- do graph.update({key: tables}) -%}
  {%- endif -%}
  {{- return(graph[key]) -}}
{% endmacro %}


{#- How the run remembers a namespace. -#}
{% macro floe_namespace_key(relation) %}
  {{- return((relation.database | lower) ~ '.' ~ (relation.schema | lower)) -}}
{% endmacro %}
