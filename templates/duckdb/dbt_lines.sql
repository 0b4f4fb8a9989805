{#- The two lines of dbt. Line 1 is the Python program (1.11, 1.12), line 2 the Rust engine. What has to differ between them
    is here, and says which line it serves and why; the other files ask this one.

    Line 2 opens a connection for each statement, on one instance of DuckDB that lives as long as the run. Attached databases
    and global settings stay; TEMP tables, variables, transactions and session settings are gone with the next statement. Several
    statements in one string share a connection. The profile's `retries` and the options of its ATTACH are not read. -#}

{% macro floe_is_dbt2() %}
  {{- return(not dbt_version.startswith(('0.', '1.'))) -}}
{% endmacro %}


{#- Line 1: opens dbt's own transaction; adapter.commit() closes it. Line 2 has none. -#}
{% macro floe_begin() %}
  {%- if not floe_is_dbt2() -%}
    {%- call statement('floe_begin', auto_begin=True) -%}select 1{%- endcall -%}
  {%- endif -%}
{% endmacro %}


{#- Line 2: attaches the catalogs again, with the options that floe_platform has of them, before anything is written: without
    remove_files_on_delete a lost answer destroys a table (write/commit.sql). DuckDB ends when another query meets a catalog
    that is being replaced, so this is called before any other query: the first caller attaches, the others wait for it, 30
    seconds at most. A catalog that catalogs.yml attached is right as it is. -#}
{% macro floe_attach() %}
  {%- set attach = floe_platform().attach if floe_is_dbt2() else none -%}
  {%- set mine = {} -%}
  {%- if attach and graph.setdefault('floe_attached_by', mine) is sameas mine -%}
    {%- for alias, catalog in attach.items() -%}
      {%- set options = [] -%}
      {%- for key, value in catalog.options.items() -%}{%- do options.append(key ~ ' ' ~ floe_literal(value)) -%}{%- endfor -%}
      {%- do run_query('attach or replace ' ~ floe_literal(catalog.path) ~ ' as ' ~ floe_quote(alias) ~ ' (' ~ options | join(', ') ~ ')') -%}
    {%- endfor -%}
    {%- do graph.update({'floe_attached': true}) -%}
  {%- elif attach -%}
    {%- for _ in range(600) -%}
      {%- if not graph.get('floe_attached') -%}{%- do run_query('select sleep_ms(50)') -%}{%- endif -%}
    {%- endfor -%}
  {%- endif -%}
{% endmacro %}


{#- Line 2: what a transaction begins with. It ends there when a catalog is attached without remove_files_on_delete; that costs
    no request. -#}
{% macro floe_guards() %}
  {%- set names = [] -%}
  {%- for alias, format in floe_platform().catalogs.items() if format == 'iceberg' -%}{%- do names.append(floe_literal(alias)) -%}{%- endfor -%}
  {%- if not floe_is_dbt2() or not names -%}
    {{- return([]) -}}
  {%- endif -%}
  {%- set message = 'the catalog is attached without remove_files_on_delete, and an answer of it that gets lost would destroy'
    ~ ' the table. Nothing was changed: run floe-compile again' -%}
  {{- return(['select case when exists (select 1 from duckdb_databases() where database_name in (' ~ names | join(', ')
    ~ ") and options['remove_files_on_delete'] is distinct from 'false') then error(" ~ floe_literal(message) ~ ') end']) -}}
{% endmacro %}


{#- Line 2: whether SQL ran. Its Jinja catches no error, and nothing is repeated after a conflict. adapter.location_exists is the
    one call that tells: it runs "select 1 from '<file>' where 1=0". What is handed over as the file's name ends that
    text, runs the statements, and begins it again. Where the name is quoted, there is no such file: nothing runs. -#}
{% macro floe_succeeds(sql) %}
  {{- return(adapter.location_exists("duckdb_types' where false; " ~ sql ~ "; select 1 from 'duckdb_types")) -}}
{% endmacro %}


{#- Runs SQL that is right when it is run again, and returns what the expression `answer` is afterwards. After a conflict
    line 1 repeats it by the profile's `retries`; line 2 is tried four times here, and then once more, for its message. -#}
{% macro floe_repeatable(name, sql, answer=none) %}
  {%- if not floe_is_dbt2() -%}
    {%- if answer is not none -%}
      {{- return(run_query(sql ~ '; select ' ~ answer).columns[0].values()[0]) -}}
    {%- endif -%}
    {%- call statement(name, auto_begin=False) -%}{{ sql }}{%- endcall -%}
    {{- return(none) -}}
  {%- endif -%}
  {%- set kept = 'floe_staging.main.answer_' ~ local_md5(sql) -%}
  {%- if answer is not none -%}
    {%- set sql = "attach if not exists ':memory:' as floe_staging; " ~ sql ~ '; create or replace table ' ~ kept ~ ' as select ' ~ answer -%}
  {%- endif -%}
  {%- set is_done = namespace(value=false) -%}
  {%- for _ in range(4) -%}
    {%- if not is_done.value -%}{%- set is_done.value = floe_succeeds(sql) -%}{%- endif -%}
  {%- endfor -%}
  {%- if not is_done.value -%}
    {%- call statement(name, auto_begin=False) -%}{{ sql }}{%- endcall -%}
  {%- endif -%}
  {{- return(run_query('from ' ~ kept).columns[0].values()[0] if answer is not none else none) -}}
{% endmacro %}


{#- Where rows are staged. Line 1: a TEMP table; of a Python model a table of the local file, since the adapter writes it from
    another cursor, which sees no TEMP tables. Line 2: a table of a database in memory, which is dropped after. Both spill to
    temp_directory. -#}
{% macro floe_staged(relation) %}
  {%- if floe_is_dbt2() -%}
    {%- do run_query("attach if not exists ':memory:' as floe_staging") -%}
    {{- return(api.Relation.create(database='floe_staging', schema='main', type='table', identifier=floe_staged_name(relation))) -}}
  {%- elif model.language == 'python' -%}
    {{- return(api.Relation.create(database=floe_local_database(), schema='main', type='table', identifier=floe_staged_name(relation))) -}}
  {%- endif -%}
  {{- return(make_temp_relation(relation).incorporate(type='table')) -}}
{% endmacro %}


{#- Line 2 has no thread_id: batches of a model are told apart by their own. -#}
{% macro floe_staged_name(relation) %}
  {{- return('floe_' ~ local_md5(relation ~ invocation_id ~ thread_id ~ floe_batch())) -}}
{% endmacro %}


{% macro floe_batch() %}
  {%- set batch = model.batch if model is defined and model.batch is defined else none -%}
  {{- return(batch.id if batch else '') -}}
{% endmacro %}


{#- 'temporary ', for what is beside a staged table: line 2 keeps nothing temporary for the next statement. -#}
{% macro floe_temporary() %}
  {{- return('' if floe_is_dbt2() else 'temporary ') -}}
{% endmacro %}


{#- A view beside a staged table. -#}
{% macro floe_view_beside(staged) %}
  {%- set identifier = staged.identifier ~ '_source' -%}
  {%- if floe_is_dbt2() -%}
    {{- return(api.Relation.create(database=staged.database, schema=staged.schema, identifier=identifier, type='view')) -}}
  {%- endif -%}
  {{- return(api.Relation.create(identifier=identifier, type='view')) -}}
{% endmacro %}


{#- What runs a model into `staged`. dbt's own of line 2 looks for the catalog of a model in catalogs.yml. -#}
{% macro floe_stage_code(staged) %}
  {%- if floe_is_dbt2() -%}
    {%- if (config.get('contract') or {}).enforced -%}{{ get_assert_columns_equivalent(compiled_code) }}{%- endif -%}
    {{- config.get('sql_header') or '' }}
    create or replace table {{ staged }} as (
      {{ compiled_code }}
    )
  {%- else -%}
    {{- create_table_as(model.language == 'sql', staged, compiled_code, model.language) -}}
  {%- endif -%}
{% endmacro %}


{% macro floe_unstage(staged) %}
  {%- call statement('floe_unstage', auto_begin=False) -%}
    {% if floe_is_dbt2() %}drop view if exists {{ floe_view_beside(staged) }}; {% endif %}drop table if exists {{ staged }}
  {%- endcall -%}
{% endmacro %}


{#- Line 2: what a snapshot is merged from is staged as rows are. Elsewhere dbt's own. -#}
{% macro duckdb__make_temp_relation(base_relation, suffix) %}
  {%- if floe_is_dbt2() and model is defined and model.resource_type == 'snapshot' and floe_is_iceberg(base_relation) -%}
    {{- return(floe_staged(base_relation)) -}}
  {%- endif -%}
  {{- return(dbt.duckdb__make_temp_relation(base_relation, suffix)) -}}
{% endmacro %}


{#- dbt's own CREATE TABLE AS. That of line 2 is older and knows no layout of DuckLake. -#}
{% macro floe_create_table_as(temporary, relation, compiled_code, language, partitioned_by, sorted_by) %}
  {%- if floe_is_dbt2() -%}
    {{- dbt.duckdb__create_table_as(temporary, relation, compiled_code, language) -}}
  {%- else -%}
    {{- dbt.duckdb__create_table_as(temporary, relation, compiled_code, language, partitioned_by=partitioned_by, sorted_by=sorted_by) -}}
  {%- endif -%}
{% endmacro %}


{#- ALTERs that lay a table of DuckLake out, which line 2 doesn't know. -#}
{% macro floe_embedded_layout(relation) %}
  {%- if floe_is_dbt2() -%}
    {{- return([]) -}}
  {%- endif -%}
  {%- set partitioned_by = duckdb__get_partitioned_by(relation, false) -%}
  {%- set sorted_by = duckdb__get_sorted_by(relation, false) -%}
  {{- return(([duckdb__alter_table_set_partitioned_by(relation, partitioned_by)] if partitioned_by else [])
    + ([duckdb__alter_table_set_sorted_by(relation, sorted_by)] if sorted_by else [])) -}}
{% endmacro %}


{#- Line 1 keeps what it found in dbt's cache; line 2 has none, and asks the catalog whenever it is asked. -#}
{% macro floe_cached(relation) %}
  {%- if floe_is_dbt2() and floe_is_iceberg(relation) -%}
    {{- return(relation.incorporate(type='table') if graph.setdefault('floe_present', {}).get(relation | string) else none) -}}
  {%- endif -%}
  {{- return(adapter.get_relation(database=relation.database, schema=relation.schema, identifier=relation.identifier)) -}}
{% endmacro %}


{% macro floe_note_present(relation) %}
  {%- if floe_is_dbt2() -%}
    {%- do graph.setdefault('floe_present', {}).update({relation | string: true}) -%}
  {%- else -%}
    {%- do adapter.cache_added(relation) -%}
  {%- endif -%}
{% endmacro %}


{% macro floe_note_dropped(relation) %}
  {%- if floe_is_dbt2() -%}
    {%- do graph.setdefault('floe_present', {}).update({relation | string: false}) -%}
  {%- else -%}
    {%- do adapter.cache_dropped(relation) -%}
  {%- endif -%}
{% endmacro %}


{#- A config of a node. Line 2 refuses those that dbt doesn't know, and takes them below `meta`; line 1 takes both. -#}
{% macro floe_config(node, name) %}
  {%- set value = (node.config.get('meta') or {}).get(name) -%}
  {{- return(node.config.get(name) if value is none else value) -}}
{% endmacro %}


{#- Line 2 hands over the text of a source, line 1 its relation. -#}
{% macro floe_source_of(source) %}
  {%- if source is string -%}
    {%- for node in graph.sources.values() -%}
      {%- set relation = api.Relation.create(database=node.database, schema=node.schema, identifier=node.identifier) -%}
      {%- if relation | string == source -%}{{- return(floe_source_relation(relation)) -}}{%- endif -%}
    {%- endfor -%}
    {{- return(source) -}}
  {%- endif -%}
  {{- return(floe_source_relation(source)) -}}
{% endmacro %}


{#- Jinja of line 2 formats no numbers: right-aligned in a column, and a number in hexadecimal digits. -#}
{% macro floe_padded(value, width) %}
  {%- set text = value | string -%}
  {{- return(' ' * [width - (text | length), 0] | max ~ text) -}}
{% endmacro %}


{% macro floe_hexadecimal(number, width) %}
  {%- set text = namespace(value='', rest=number) -%}
  {%- for _ in range(width) -%}
    {%- set text.value = '0123456789abcdef'[text.rest % 16:text.rest % 16 + 1] ~ text.value -%}
    {%- set text.rest = text.rest // 16 -%}
  {%- endfor -%}
  {{- return(text.value) -}}
{% endmacro %}
