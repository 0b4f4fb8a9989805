{#- Descriptions: a table's is its property 'comment' (COMMENT ON is not implemented for Iceberg). Tables, incremental
    models and seeds write it with their rows (floe_definition); this is for snapshots. A column's description has
    no place that DuckDB can write. In a transaction of its own: a catalog may refuse a property in the one that
    creates the table (Nessie, 400). -#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
  {%- if not floe_is_iceberg(relation) -%}
    {{- return(dbt.default__persist_docs(relation, model, for_relation, for_columns)) -}}
  {%- endif -%}
  {%- if for_relation and config.persist_relation_docs() and model.description -%}
    {%- do floe_transaction('floe_comment', [
      'call set_iceberg_table_properties(' ~ floe_literal(relation) ~ ", {'comment': " ~ floe_literal(model.description) ~ '})']) -%}
    {%- do floe_begin() -%}
  {%- endif -%}
{%- endmacro %}


{% macro duckdb__apply_grants(relation, grant_config, should_revoke=True) %}
  {%- if grant_config -%}
    {%- if graph.setdefault('floe_grants_said', model.unique_id) == model.unique_id -%}
      {{- log('floe: DuckDB gives no grants; those of models are left out. Give them in the catalog', info=True) -}}
    {%- endif -%}
  {%- endif -%}
{% endmacro %}
