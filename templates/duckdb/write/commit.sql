{#- Commits, and answers to them that get lost.

    A catalog may apply a commit whose answer never arrives: a proxy restarts, or says 500 to 504. DuckDB 1.5 sends the
    request again (not after a 502), is told 409 or 404, and raises a TransactionException, which the profile's `retries`
    repeat: the whole string. So every string here is right when it is run again after it was applied: it does the same
    once more, finds nothing left to do, or knows its own mark in the table (floe_transaction_once). Nothing of Iceberg is
    written outside of these strings: a COMMIT of dbt's own can't be repeated. -#}

{#- Runs statements as one transaction of their own. Only for what may be done twice. -#}
{% macro floe_transaction(name, statements) %}
  {%- do adapter.commit() -%}
  {%- call statement(name, auto_begin=False) -%}
    begin; {{ statements | join('; ') }}; commit
  {%- endcall -%}
{% endmacro %}


{#- The same for statements that must not be applied twice. The commit that changes the rows also puts a mark of this
    transaction into the table's property floe.commits, which keeps the last eight: other runs may commit in between.
    In a repetition that finds its mark the variable floe_is_repeated is true, and the statements have to do nothing
    (floe_source_view, floe_strategy_in_doubt). DuckDB 1.4 writes no properties. -#}
{% macro floe_transaction_once(name, relation, statements) %}
  {%- if floe_platform().duckdb == '1.4' -%}
    {{- return(floe_transaction(name, ['set variable floe_is_repeated = false'] + statements)) -}}
  {%- endif -%}
  {%- set table = floe_literal(relation) -%}
  {%- set mark = floe_literal(floe_unique(relation)) -%}
  {%- do adapter.commit() -%}
  {%- call statement(name, auto_begin=False, fetch_result=True) -%}
    begin;
    set variable floe_commits = (
      select coalesce(max(value), '') from iceberg_table_properties({{ table }}) where key = 'floe.commits');
    set variable floe_is_repeated = contains(getvariable('floe_commits'), {{ mark }});
    {{ statements | join('; ') }};
    call set_iceberg_table_properties({{ table }}, {'floe.commits': case when getvariable('floe_is_repeated')
      then getvariable('floe_commits') else trim({{ mark }} || ' ' || left(getvariable('floe_commits'), 146)) end});
    commit;
    select getvariable('floe_is_repeated')
  {%- endcall -%}
  {%- if load_result(name).data[0][0] -%}
    {{- log('floe: the catalog had applied the commit to ' ~ relation
      ~ ', and its answer was lost; it was not applied a second time', info=True) -}}
  {%- endif -%}
{% endmacro %}


{#- Gives a table another name in its namespace. Where the answer is lost, the repetition finds no table of the old name
    and does nothing; the table is looked up then. -#}
{% macro floe_rename(name, from_relation, to_relation) %}
  {%- set message = 'another run made ' ~ to_relation ~ ' at the same time. It stays as that run made it; what this run made is '
    ~ from_relation ~ ', which floe_drop_leftovers drops. Run this model again' -%}
  {%- do floe_transaction(name, [
    'select case when ' ~ floe_is_there(from_relation) ~ ' and ' ~ floe_is_there(to_relation)
      ~ ' then error(' ~ floe_literal(message) ~ ') end',
    'alter table if exists ' ~ from_relation ~ ' rename to ' ~ floe_quote(to_relation.identifier),
  ]) -%}
  {%- if floe_look_up(to_relation) != 'table' -%}
    {%- do exceptions.raise_compiler_error(from_relation ~ ' was dropped while it was renamed to ' ~ to_relation
      ~ ', which is missing now; run its model again') -%}
  {%- endif -%}
{% endmacro %}
