{#- Commits, and answers to them that get lost.

    A catalog may apply a commit whose answer never arrives: a proxy restarts, or says 500 to 504. DuckDB 1.5 sends the
    request again (not after a 502), is told 409 or 404, and raises a TransactionException, which the profile's `retries`
    repeat: the whole string. So every string here is right when it is run again after it was applied: it does the same
    once more, finds nothing left to do, or knows its own mark in the table (floe_transaction_once). Nothing of Iceberg is
    written outside of these strings: a COMMIT of dbt's own can't be repeated. -#}

{#- Runs statements as one transaction of their own. Only for what may be done twice. Returns what the expression `answer`
    is afterwards. -#}
{% macro floe_transaction(name, statements, answer=none) %}
  {%- do adapter.commit() -%}
  {{- return(floe_repeatable(name, 'begin; ' ~ (floe_guards() + statements) | join('; ') ~ '; commit', answer)) -}}
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
  {%- set is_repeated = floe_transaction(name, [
    'set variable floe_commits = (select coalesce(max(value), \'\') from iceberg_table_properties(' ~ table
      ~ ") where key = 'floe.commits')",
    "set variable floe_is_repeated = contains(getvariable('floe_commits'), " ~ mark ~ ')',
  ] + statements + [
    'call set_iceberg_table_properties(' ~ table ~ ", {'floe.commits': case when getvariable('floe_is_repeated')"
      ~ " then getvariable('floe_commits') else trim(" ~ mark ~ " || ' ' || left(getvariable('floe_commits'), 146)) end})",
  ], "getvariable('floe_is_repeated')") -%}
  {%- if is_repeated -%}
    {{- log('floe: the catalog had applied the commit to ' ~ relation
      ~ ', and its answer was lost; it was not applied a second time', info=True) -}}
  {%- endif -%}
{% endmacro %}


{#- Gives a table another name in its namespace. The repetition of one whose answer was lost finds no table of the old name
    and does nothing; whether it was renamed is looked up then. -#}
{% macro floe_rename(name, from_relation, to_relation) %}
  {%- set message = 'another run made ' ~ to_relation ~ ' at the same time. It stays as that run made it; what this run made is '
    ~ from_relation ~ ', which floe_drop_leftovers drops. Run this model again' -%}
  {%- set was_there = floe_transaction(name, [
    'set variable floe_was_there = ' ~ floe_is_there(from_relation),
    "select case when getvariable('floe_was_there') and " ~ floe_is_there(to_relation)
      ~ ' then error(' ~ floe_literal(message) ~ ') end',
    'alter table if exists ' ~ from_relation ~ ' rename to ' ~ floe_quote(to_relation.identifier),
  ], "getvariable('floe_was_there')") -%}
  {%- if not was_there and floe_look_up(to_relation) != 'table' -%}
    {%- do exceptions.raise_compiler_error('another run made ' ~ to_relation ~ ' anew at the same time as this one, and has not ended.'
      ~ ' Run this model again') -%}
  {%- endif -%}
  {%- do floe_note_present(to_relation.incorporate(type='table')) -%}
{% endmacro %}
