{% materialization seed, adapter='spark' %}
  {%- do floe_iceberg_by_default() -%}
  {{- return(dbt.materialization_seed_default()) -}}
{% endmaterialization %}


{#- A seed that exists stays as it is until its rows replace it; dbt-spark drops it first. -#}
{% macro spark__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
  {%- set sql = 'delete from ' ~ this.render() -%}
  {%- if agate_table.rows | length == 0 -%}{%- do run_query(sql) -%}{%- endif -%}
  {{- return(sql) -}}
{% endmacro %}


{#- The rows as literals: dbt-spark's bindings write an empty value as the text 'None' and a number as a float, and
    don't escape a quote (method session). The first batch makes the table anew, in one commit. -#}
{% macro spark__load_csv_rows(model, agate_table) %}
  {%- set quoted = model['config'].get('quote_columns') -%}
  {%- set overrides = model['config'].get('column_types', {}) -%}
  {%- set columns = [] -%}
  {%- for name in agate_table.column_names -%}
    {%- do columns.append('cast(col' ~ loop.index ~ ' as ' ~ overrides.get(name, adapter.convert_type(agate_table, loop.index0))
      ~ ') as ' ~ adapter.quote_seed_column(name | string, quoted)) -%}
  {%- endfor -%}
  {%- set statements = [] -%}
  {%- for rows in agate_table.rows | batch(get_batch_size()) -%}
    {%- set tuples = [] -%}
    {%- for row in rows -%}
      {%- do tuples.append('(' ~ floe_spark_literals(row) ~ ')') -%}
    {%- endfor -%}
    {%- set sql -%}
      {% if loop.first -%}
        create or replace table {{ this.render() }}
        {{ file_format_clause() }} {{ partition_cols(label='partitioned by') }} {{ comment_clause() }} as
      {%- else -%}
        insert into {{ this.render() }}
      {%- endif %}
      select {{ columns | join(', ') }} from values {{ tuples | join(', ') }}
    {%- endset -%}
    {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
    {%- do statements.append(sql) -%}
  {%- endfor -%}
  {{- return(statements | first) -}}
{% endmacro %}


{#- The values of a row in Spark's SQL, where a backslash escapes. A number is written without an exponent. -#}
{% macro floe_spark_literals(row) %}
  {%- set literals = [] -%}
  {%- for value in row -%}
    {%- set text = '{:f}'.format(value) if value is number and value is not boolean else value | string -%}
    {%- do literals.append(
      'null' if value is none else "'" ~ (text | replace('\\', '\\\\') | replace("'", "\\'")) ~ "'") -%}
  {%- endfor -%}
  {{- return(literals | join(', ')) -}}
{% endmacro %}
