{#- How a loader stores an array of records. -#}
{% macro type_array() -%} {{ return(adapter.dispatch('type_array', 'tap_octopus')()) }} {%- endmacro %}
{% macro default__type_array() -%} json {%- endmacro %}
{% macro postgres__type_array() -%} jsonb[] {%- endmacro %}
{% macro snowflake__type_array() -%} variant {%- endmacro %}
{% macro spark__type_array() -%} string {%- endmacro %}

{#- The records of an array, each as a row beside that of the table before it; with a name for it,
    their place in the array as well, which place_in_array then gives. -#}
{% macro unnest(array, as, place=none) -%}
  {{ return(adapter.dispatch('unnest', 'tap_octopus')(array, as, place)) }}
{%- endmacro %}
{% macro default__unnest(array, as, place) -%}
  {#- A Singer target makes jsonb[] of an array, dlt makes jsonb: both become jsonb. #}
  {%- set records = 'jsonb_array_elements(to_jsonb(' ~ array ~ '))' -%}
  {%- if place -%} cross join {{ records }} with ordinality as {{ as }} ({{ as }}, {{ place }})
  {%- else -%} cross join {{ records }} as {{ as }} ({{ as }})
  {%- endif -%}
{%- endmacro %}
{% macro duckdb__unnest(array, as, place) -%}
  {%- set records = 'unnest(cast(' ~ array ~ ' as json[]))' -%}
  {%- if place -%} cross join {{ records }} with ordinality as {{ as }} ({{ as }}, {{ place }})
  {%- else -%} cross join {{ records }} as {{ as }} ({{ as }})
  {%- endif -%}
{%- endmacro %}
{% macro snowflake__unnest(array, as, place) -%}
  cross join lateral flatten(input => {{ array }}) as {{ as }}
{%- endmacro %}
{% macro spark__unnest(array, as, place) -%}
  {#- A text of JSON, as Spark has no type for it. Its records stay texts, whatever is in them. #}
  lateral view {{ 'posexplode' if place else 'explode' }}(
    from_json({{ array }}, 'array<string>')
  ) as {{ place ~ ', ' if place }}{{ as }}
{%- endmacro %}
{% macro bigquery__unnest(array, as, place) -%}
  {#- As records where the target knows what is in them, as JSON otherwise: both become JSON. #}
  cross join unnest(json_query_array(to_json({{ array }}))) as {{ as }}
  {{- ' with offset as ' ~ place if place }}
{%- endmacro %}

{#- The place of such a record in its array, from 1 on. -#}
{% macro place_in_array(as, place) -%}
  cast({{ adapter.dispatch('place_in_array', 'tap_octopus')(as, place) }} as {{ dbt.type_bigint() }})
{%- endmacro %}
{% macro default__place_in_array(as, place) -%} {{ place }} {%- endmacro %}
{% macro snowflake__place_in_array(as, place) -%} cast({{ as }}.index as bigint) + 1 {%- endmacro %}
{% macro bigquery__place_in_array(as, place) -%} {{ place }} + 1 {%- endmacro %}
{% macro spark__place_in_array(as, place) -%} {{ place }} + 1 {%- endmacro %}

{#- A field of such a record, as the kind that it is. -#}
{% macro field(record, name, kind='string') -%}
  cast({{ adapter.dispatch('field_text', 'tap_octopus')(record, name) }} as {{ tap_octopus.column_type(kind) }})
{%- endmacro %}
{% macro default__field_text(record, name) -%} {{ record }} ->> '{{ name }}' {%- endmacro %}
{% macro snowflake__field_text(record, name) -%} {{ record }}.value:{{ name }}::varchar {%- endmacro %}
{% macro bigquery__field_text(record, name) -%} json_value({{ record }}, '$.{{ name }}') {%- endmacro %}
{% macro spark__field_text(record, name) -%} get_json_object({{ record }}, '$.{{ name }}') {%- endmacro %}

{#- The texts of such a field that is a list, each on a line of its own. -#}
{% macro field_lines(record, name) -%} {{ return(adapter.dispatch('field_lines', 'tap_octopus')(record, name)) }} {%- endmacro %}
{% macro default__field_lines(record, name) -%}
  array_to_string(try_cast({{ record }} -> '{{ name }}' as varchar[]), chr(10))
{%- endmacro %}
{% macro postgres__field_lines(record, name) -%}
  (
    select string_agg(said, chr(10))
    from jsonb_array_elements_text(
      case when jsonb_typeof({{ record }} -> '{{ name }}') = 'array' then {{ record }} -> '{{ name }}' end
    ) as said
  )
{%- endmacro %}
{% macro snowflake__field_lines(record, name) -%}
  array_to_string(to_array({{ record }}.value:{{ name }}), '\n')
{%- endmacro %}
{% macro bigquery__field_lines(record, name) -%}
  array_to_string(json_value_array({{ record }}, '$.{{ name }}'), '\n')
{%- endmacro %}
{% macro spark__field_lines(record, name) -%}
  array_join(from_json(get_json_object({{ record }}, '$.{{ name }}'), 'array<string>'), '\n')
{%- endmacro %}
