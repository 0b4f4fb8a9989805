{#- Puts a new table in the place of an old one: made beside it under a name never used before (a renamed table
    keeps its first location, and a catalog may refuse to make another one there: Polaris, 403), then DROP and
    RENAME. These are two requests, some 10 ms apart, in which a reader finds no table; the history of the
    old table goes. A run that is killed between them is healed by the next one (floe_heal). Two transactions: one that
    is repeated after the RENAME was applied would drop the new table. -#}
{% macro floe_swap(relation, staged, columns, definition) %}
  {%- do floe_require_duckdb_15('a rebuild', relation) -%}
  {%- set beside = floe_beside(relation) -%}
  {%- do floe_make(beside, staged, columns, definition) -%}
  {%- if floe_is_glue(relation) -%}
    {{- return(floe_move(beside, relation, columns, definition)) -}}
  {%- endif -%}
  {%- do floe_transaction('floe_drop', ['drop table if exists ' ~ relation]) -%}
  {%- do floe_rename('floe_swap', beside, relation) -%}
{% endmacro %}


{#- Glue renames no table: the rows are written a second time, under the old name. Readers find no table until they are
    there; they stay beside until then, and the next run goes on from there (floe_heal). -#}
{% macro floe_move(beside, relation, columns, definition) %}
  {%- do floe_transaction('floe_drop', ['drop table if exists ' ~ relation]) -%}
  {%- do floe_make(relation, beside, columns, definition) -%}
  {%- do floe_transaction('floe_drop', ['drop table if exists ' ~ beside]) -%}
{% endmacro %}


{#- '<name>__floe_<20 hex digits>'. -#}
{% macro floe_beside(relation) %}
  {{- return(relation.incorporate(path={'identifier': relation.identifier ~ '__floe_' ~ floe_unique(relation)}, type='table')) -}}
{% endmacro %}
