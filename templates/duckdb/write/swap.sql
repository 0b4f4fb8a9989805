{#- Puts a new table in the place of an old one: made beside it under a name never used before (a renamed table
    keeps its first location, and a catalog may refuse to make another one there: Polaris, 403), then DROP and
    RENAME. These are two requests, some 10 ms apart, in which a reader finds no table; the history of the
    old table goes. A run that is killed between them is healed by the next one (floe_heal). -#}
{% macro floe_swap(relation, staged, columns, definition) %}
  {%- do floe_require_duckdb_15('a rebuild', relation) -%}
  {%- set beside = floe_beside(relation) -%}
  {%- do floe_transaction('floe_beside',
    [floe_create_table(beside, columns, definition)] + floe_fill(beside, staged, columns, definition)) -%}
  {%- do floe_transaction('floe_swap', [
    'drop table if exists ' ~ relation,
    'alter table ' ~ beside ~ ' rename to ' ~ floe_quote(relation.identifier),
  ]) -%}
{% endmacro %}


{#- '<name>__floe_<20 hex digits>': the time, so that the last is the newest, and what makes it this run's own. -#}
{% macro floe_beside(relation) %}
  {%- set id = '%012x' % ((modules.datetime.datetime.now().timestamp() * 1000) | int) ~ local_md5(invocation_id ~ thread_id ~ relation)[:8] -%}
  {{- return(relation.incorporate(path={'identifier': relation.identifier ~ '__floe_' ~ id}, type='table')) -}}
{% endmacro %}
