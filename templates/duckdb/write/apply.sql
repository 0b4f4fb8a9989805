{#- Applies staged rows to a table that exists, by an incremental strategy's SQL. `existing` is what floe_inspect said
    of the table. -#}
{% macro floe_apply(relation, existing, staged, strategy_sql) %}
  {%- if not floe_is_iceberg(relation) -%}
    {{- return(floe_apply_embedded(relation, staged, strategy_sql)) -}}
  {%- endif -%}
  {%- set definition = floe_definition(model) -%}
  {%- set in_doubt = floe_strategy_in_doubt() -%}
  {%- set source = floe_source_view(staged, in_doubt == 'skip') -%}
  {%- set columns = floe_align(relation, existing.columns, floe_columns(source), definition) -%}
  {%- set dest_columns = [] -%}
  {%- for column in columns -%}
    {%- do dest_columns.append(api.Column(column.name, column.type)) -%}
  {%- endfor -%}
  {%- set sql = floe_strategy_sql(relation, source, dest_columns, strategy_sql) -%}
  {%- set properties = floe_set_properties(relation, definition, existing.properties) -%}
  {%- set statements = [sql] + ([properties] if properties else []) -%}
  {%- if in_doubt == 'stop' -%}
    {%- set message = 'the catalog applied the commit to ' ~ relation ~ ' and its answer was lost. The rows are there, once;'
      ~ ' the statements of this strategy were not run a second time' -%}
    {%- set statements = ["select case when getvariable('floe_is_repeated') then error(" ~ floe_literal(message) ~ ') end']
      + statements -%}
  {%- endif -%}
  {%- do floe_transaction_once('floe_apply', relation, statements) -%}
  {%- do floe_compact(relation, existing, definition) -%}
{% endmacro %}


{#- The same in an embedded catalog, with dbt's own on_schema_change. -#}
{% macro floe_apply_embedded(relation, staged, strategy_sql) %}
  {%- set wish = incremental_validate_on_schema_change(config.get('on_schema_change'), default='ignore') -%}
  {%- set dest_columns = process_schema_changes(wish, staged, relation) or adapter.get_columns_in_relation(relation) -%}
  {%- do floe_transaction('floe_apply', [floe_strategy_sql(relation, staged, dest_columns, strategy_sql)]) -%}
  {%- do persist_docs(relation, model) -%}
{% endmacro %}


{#- What an incremental strategy (append, merge, a project's own …) does, without the last semicolon. -#}
{% macro floe_strategy_sql(relation, source, dest_columns, strategy_sql) %}
  {{- return(strategy_sql({
    'target_relation': relation,
    'temp_relation': source,
    'unique_key': config.get('unique_key'),
    'dest_columns': dest_columns,
    'incremental_predicates': config.get('predicates') or config.get('incremental_predicates'),
  }).strip(' \n\t;')) -}}
{% endmacro %}


{#- What a strategy does in a transaction that is repeated after it was applied (floe_transaction_once):
      skip    without rows it does nothing, and gets none
      repeat  the same rows once more are the same rows: a batch is deleted by its time and inserted again
      stop    nobody can know (clauses or a strategy of one's own): the model ends with a message -#}
{% macro floe_strategy_in_doubt() %}
  {%- set strategy = config.get('incremental_strategy') or 'default' -%}
  {%- if strategy == 'microbatch' -%}
    {{- return('repeat') -}}
  {%- elif strategy in ['default', 'append', 'delete+insert'] or strategy == 'merge' and not config.get('merge_clauses') -%}
    {{- return('skip') -}}
  {%- endif -%}
  {{- return('stop') -}}
{% endmacro %}


{#- The staged rows in the types that Iceberg keeps: a TEMP view, which copies nothing; the staged table itself when
    there is nothing to cast. With `is_once` the view is empty in a transaction that is repeated after it was applied;
    random() keeps DuckDB 1.5 from planning without the target, which ends in "IcebergDelete multi_file_list is NULL". -#}
{% macro floe_source_view(staged, is_once) %}
  {%- set columns = floe_columns(staged) -%}
  {%- if columns == floe_iceberg_columns(columns) and not is_once -%}
    {{- return(staged) -}}
  {%- endif -%}
  {%- set view = floe_view_beside(staged) -%}
  {%- do run_query('create or replace ' ~ floe_temporary() ~ 'view ' ~ view ~ ' as select ' ~ floe_cast_list(columns) ~ ' from ' ~ staged
    ~ (" where not (coalesce(getvariable('floe_is_repeated'), false) and random() < 2)" if is_once else '')) -%}
  {{- return(view) -}}
{% endmacro %}


{#- on_schema_change. Returns the columns to write. Columns that come are added by ALTER. Where columns go or change
    their type, the table is rebuilt from its own rows: ALTER … DROP, then a later ADD, can leave an Iceberg table
    that DuckDB 1.5 never alters again ("Attempted to add schema with id N, but this already exists"). -#}
{% macro floe_align(relation, old, new, definition) %}
  {%- set wish = incremental_validate_on_schema_change(config.get('on_schema_change'), default='ignore') -%}
  {%- set old_types = floe_types_by_name(old) -%}
  {%- set new_types = floe_types_by_name(new) -%}
  {%- set added = [] -%}
  {%- set changed = [] -%}
  {%- for column in new -%}
    {%- if column.name | lower not in old_types -%}{%- do added.append(column) -%}
    {%- elif old_types[column.name | lower] != column.type -%}{%- do changed.append(column.name) -%}{%- endif -%}
  {%- endfor -%}
  {%- set gone = old | map(attribute='name') | map('lower') | reject('in', new_types) | list -%}
  {%- if wish == 'ignore' or not (added or changed or gone) -%}
    {{- return(old) -}}
  {%- elif wish == 'fail' -%}
    {%- do exceptions.raise_compiler_error(
      'the columns of ' ~ relation ~ ' and of its model differ (on_schema_change: fail). New: ' ~ (added | map(attribute='name') | list)
      ~ '; gone: ' ~ gone ~ '; other type: ' ~ changed ~ '. Set append_new_columns or sync_all_columns, or run with --full-refresh') -%}
  {%- endif -%}
  {%- do floe_require_duckdb_15('on_schema_change: ' ~ wish, relation) -%}
  {%- if wish == 'sync_all_columns' and (changed or gone) -%}
    {%- do floe_rebuild_as(relation, old_types, new, definition) -%}
    {{- return(new) -}}
  {%- endif -%}
  {%- set alters = [] -%}
  {%- for column in added -%}
    {%- do alters.append('alter table ' ~ relation ~ ' add column if not exists ' ~ floe_quote(column.name) ~ ' ' ~ column.type) -%}
  {%- endfor -%}
  {%- if alters -%}{%- do floe_transaction('floe_add_columns', alters) -%}{%- endif -%}
  {{- return(new) -}}
{% endmacro %}


{% macro floe_types_by_name(columns) %}
  {%- set types = {} -%}
  {%- for column in columns -%}
    {%- do types.update({column.name | lower: column.type}) -%}
  {%- endfor -%}
  {{- return(types) -}}
{% endmacro %}


{#- Swaps a table for one with other columns and the same rows. -#}
{% macro floe_rebuild_as(relation, old_types, columns, definition) %}
  {%- set items = [] -%}
  {%- for column in columns -%}
    {%- set name = floe_quote(column.name) -%}
    {%- do items.append('cast(' ~ (name if column.name | lower in old_types else 'null') ~ ' as ' ~ column.type ~ ') as ' ~ name) -%}
  {%- endfor -%}
  {%- do floe_swap(relation, '(select ' ~ (items | join(', ')) ~ ' from ' ~ relation ~ ') as floe_old', columns, definition) -%}
{% endmacro %}


{#- An incremental table is rewritten only where its model asks for it (config delete_files_max): it may be large. -#}
{% macro floe_compact(relation, existing, definition) %}
  {%- set limit = floe_config(model, 'delete_files_max') -%}
  {%- if limit is not none and existing.delete_files >= limit | int -%}
    {%- set columns = floe_columns(relation) -%}
    {%- do floe_rebuild_as(relation, floe_types_by_name(columns), columns, definition) -%}
  {%- endif -%}
{% endmacro %}
