{#- The columns of a relation, [{'name', 'type'}], types as DuckDB writes them. -#}
{% macro floe_columns(relation) %}
  {{- return(floe_described('describe ' ~ relation)) -}}
{% endmacro %}


{% macro floe_described(statement) %}
  {%- set columns = [] -%}
  {%- for row in run_query(statement).rows -%}
    {%- do columns.append({'name': row[0], 'type': row[1]}) -%}
  {%- endfor -%}
  {{- return(columns) -}}
{% endmacro %}


{#- The type in which Iceberg keeps a column: the nearest one for those that it doesn't have (DuckDB 1.5 refuses
    the table otherwise: "type TINYINT is not supported"). Inside of STRUCT, MAP and lists a type name is followed by
    , ) [ or the end, a field name by a space, so that a field called json keeps its name; quoted parts
    are left alone. -#}
{% macro floe_iceberg_type(type) %}
  {%- if type.startswith('UNION(') or type.startswith('ENUM(') or type.startswith('GEOMETRY') -%}
    {{- return('VARCHAR') -}}
  {%- endif -%}
  {%- set nearest = [
    ('HUGEINT', 'DECIMAL(38,0)'), ('UHUGEINT', 'DECIMAL(38,0)'), ('UBIGINT', 'DECIMAL(20,0)'), ('UINTEGER', 'BIGINT'),
    ('TINYINT|SMALLINT|UTINYINT|USMALLINT', 'INTEGER'),
    ('TIMESTAMP_S|TIMESTAMP_MS|TIMESTAMP_NS', 'TIMESTAMP'), ('TIME WITH TIME ZONE|TIME_NS', 'VARCHAR'),
    ('INTERVAL|BIT|JSON|VARIANT|BIGNUM|VARINT', 'VARCHAR'),
  ] -%}
  {%- set parts = modules.re.split('("(?:[^"]|"")*")', modules.re.sub("ENUM\\((?:'(?:[^']|'')*'(?:, )?)*\\)", 'VARCHAR', type)) -%}
  {%- set result = [] -%}
  {%- for part in parts -%}
    {%- set text = namespace(value=part) -%}
    {%- if not part.startswith('"') -%}
      {%- for names, replacement in nearest -%}
        {%- set text.value = modules.re.sub('\\b(?:' ~ names ~ ')(?=[,)\\[]|$)', replacement, text.value) -%}
      {%- endfor -%}
      {%- set text.value = modules.re.sub('\\[\\d+\\]', '[]', text.value) -%}
    {%- endif -%}
    {%- do result.append(text.value) -%}
  {%- endfor -%}
  {%- set found = result | join -%}
  {%- if 'UNION(' in found -%}
    {%- do exceptions.raise_compiler_error('Iceberg has no type for ' ~ type ~ ' inside of a nested column; cast it in the model') -%}
  {%- endif -%}
  {{- return(found) -}}
{% endmacro %}


{#- The columns as Iceberg keeps them. -#}
{% macro floe_iceberg_columns(columns) %}
  {%- set result = [] -%}
  {%- for column in columns -%}
    {%- do result.append({'name': column.name, 'type': floe_iceberg_type(column.type)}) -%}
  {%- endfor -%}
  {{- return(result) -}}
{% endmacro %}


{#- The select list that turns `columns` into what Iceberg keeps. -#}
{% macro floe_cast_list(columns) %}
  {%- set items = [] -%}
  {%- for column in columns -%}
    {%- set name = floe_quote(column.name) -%}
    {%- set type = floe_iceberg_type(column.type) -%}
    {%- do items.append(name if type == column.type else 'cast(' ~ name ~ ' as ' ~ type ~ ') as ' ~ name) -%}
  {%- endfor -%}
  {{- return(items | join(', ')) -}}
{% endmacro %}
