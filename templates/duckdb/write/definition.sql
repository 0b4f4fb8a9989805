{#- What a model says about its Iceberg table besides its columns:
      partitioned_by     columns or transforms: 'day(ordered_at)', 'bucket(16, customer_id)'
      sorted_by          columns by which each write is ordered (DuckDB 1.5 can't store a sort order in the table)
      table_properties   any, 'format-version' among them
      contract           columns that are not null
    The first and the last can't be changed in place: `layout` sums them up, and is kept in the table's properties,
    so that a change is seen and the table swapped. DuckDB 1.4 writes no properties, and so no description. -#}
{% macro floe_definition(node) %}
  {%- set settings = node.config -%}
  {%- set partitioned_by = floe_list(floe_config(node, 'partitioned_by') or settings.get('partition_by')) -%}
  {%- set properties = {} -%}
  {%- if partitioned_by or floe_config(node, 'table_properties') -%}
    {%- do floe_require_duckdb_15('partitioned_by or table_properties', node.name) -%}
  {%- endif -%}
  {%- for key, value in (floe_config(node, 'table_properties') or {}).items() -%}
    {%- do properties.update({key | string: value | string}) -%}
  {%- endfor -%}
  {%- if (settings.get('persist_docs') or {}).get('relation') and node.description -%}
    {%- do properties.update({'comment': node.description}) -%}
  {%- endif -%}
  {%- set required = floe_required_columns(node) -%}
  {%- set layout = [] -%}
  {%- if partitioned_by -%}{%- do layout.append('partitioned by ' ~ (partitioned_by | join(', '))) -%}{%- endif -%}
  {%- if required -%}{%- do layout.append('required ' ~ (required | sort | join(', '))) -%}{%- endif -%}
  {%- if 'format-version' in properties -%}{%- do layout.append('format ' ~ properties['format-version']) -%}{%- endif -%}
  {%- if layout -%}{%- do properties.update({'floe.layout': layout | join('; ')}) -%}{%- endif -%}
  {%- if floe_platform().duckdb == '1.4' -%}
    {%- set properties, layout = {}, [] -%}
  {%- endif -%}
  {{- return({
    'partitioned_by': partitioned_by,
    'sorted_by': floe_list(floe_config(node, 'sorted_by') or settings.get('sort_by')),
    'required': required,
    'properties': properties,
    'layout': layout | join('; '),
  }) -}}
{% endmacro %}


{#- A config that is one text or a list of them. -#}
{% macro floe_list(value) %}
  {{- return([] if not value else [value] if value is string else value | list) -}}
{% endmacro %}


{#- Names, in lower case, of the columns that an enforced contract says are not null. Iceberg keeps that and no other
    constraint. -#}
{% macro floe_required_columns(node) %}
  {%- set names = [] -%}
  {%- if (node.config.get('contract') or {}).get('enforced') -%}
    {%- for column in node.columns.values() if column.constraints | selectattr('type', 'in', ['not_null', 'primary_key']) | list -%}
      {%- do names.append(column.name | lower) -%}
    {%- endfor -%}
    {%- for constraint in node.constraints or [] if constraint.type in ['not_null', 'primary_key'] -%}
      {%- for name in constraint.columns -%}
        {%- do names.append(name | lower) -%}
      {%- endfor -%}
    {%- endfor -%}
  {%- endif -%}
  {{- return(names | unique | list) -}}
{% endmacro %}


{#- A contract's not null, before the table is touched. -#}
{% macro floe_refuse_nulls(staged) %}
  {%- for name in floe_required_columns(model) -%}
    {%- call statement('floe_not_null') -%}
      alter table {{ staged }} alter column {{ floe_quote(name) }} set not null
    {%- endcall -%}
  {%- endfor -%}
{% endmacro %}


{#- Where the files of a new table go: Glue wants to be told. Never the same twice: a table that was dropped leaves its
    files there. '' where the catalog says it itself. -#}
{% macro floe_location(relation) %}
  {%- if not floe_is_glue(relation) -%}
    {{- return('') -}}
  {%- endif -%}
  {%- set place = {'location': floe_aws(relation).location} -%}
  {%- for layer in floe_platform().layers.values()
      if layer.catalog == relation.database and layer.namespace == relation.schema -%}
    {%- do place.update(location=layer.location) -%}
  {%- endfor -%}
  {%- if not place.location -%}
    {%- do exceptions.raise_compiler_error(
      'Glue has to be told where the files of ' ~ relation ~ ' go, and its layer has no storage of type s3. Nothing was changed') -%}
  {%- endif -%}
  {%- set folder = modules.re.sub('[^A-Za-z0-9_.-]', '_', relation.identifier) -%}
  {{- return(place.location ~ '/' ~ relation.schema ~ '/' ~ folder ~ '__' ~ floe_unique(relation)) -}}
{% endmacro %}


{#- 20 hex digits: the time, so that the last is the newest, and what makes it this run's own. -#}
{% macro floe_unique(relation) %}
  {{- return(floe_hexadecimal((modules.datetime.datetime.now().timestamp() * 1000) | int, 12)
    ~ local_md5(invocation_id ~ thread_id ~ floe_batch() ~ relation)[:8]) -}}
{% endmacro %}


{#- WITH of an Iceberg table, or '' when there is nothing to say. -#}
{% macro floe_with(relation, properties) %}
  {%- set pairs = [] -%}
  {%- set location = floe_location(relation) -%}
  {%- if location -%}{%- do pairs.append("'location' = " ~ floe_literal(location)) -%}{%- endif -%}
  {%- for key, value in properties.items() -%}
    {%- do pairs.append(floe_literal(key) ~ ' = ' ~ floe_literal(value)) -%}
  {%- endfor -%}
  {{- return(' with (' ~ (pairs | join(', ')) ~ ')' if pairs else '') -}}
{% endmacro %}


{#- CREATE TABLE of an Iceberg table. IF NOT EXISTS: a second process may be first, and then the repeated
    transaction finds the table. -#}
{% macro floe_create_table(relation, columns, definition) %}
  {%- set items = [] -%}
  {%- for column in columns -%}
    {%- do items.append(floe_quote(column.name) ~ ' ' ~ floe_iceberg_type(column.type)
      ~ (' not null' if column.name | lower in definition.required else '')) -%}
  {%- endfor -%}
  {%- set sql = 'create table if not exists ' ~ relation ~ ' (' ~ (items | join(', ')) ~ ')' -%}
  {%- if definition.partitioned_by -%}
    {%- set sql = sql ~ ' partitioned by (' ~ (definition.partitioned_by | join(', ')) ~ ')' -%}
  {%- endif -%}
  {{- return(sql ~ floe_with(relation, definition.properties)) -}}
{% endmacro %}


{#- CALL that brings the properties of an existing table in line, or '' when they are. -#}
{% macro floe_set_properties(relation, definition, properties) %}
  {%- set pairs = [] -%}
  {%- for key, value in definition.properties.items() if properties.get(key) != value and key != 'format-version' -%}
    {%- do pairs.append(floe_literal(key) ~ ': ' ~ floe_literal(value)) -%}
  {%- endfor -%}
  {{- return('call set_iceberg_table_properties(' ~ floe_literal(relation) ~ ', {' ~ (pairs | join(', ')) ~ '})' if pairs else '') -}}
{% endmacro %}
