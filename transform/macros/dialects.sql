{#- All that differs from warehouse to warehouse, but for what dbt itself knows (dbt.datediff ...). -#}

{#- The type of a column, by the kind that tables.yml gives. -#}
{% macro column_type(kind) -%}
  {%- if kind == 'integer' -%} {{ dbt.type_bigint() }}
  {%- elif kind == 'number' -%} {{ tap_octopus.type_decimal() }}
  {%- elif kind == 'string' -%} {{ dbt.type_string() }}
  {%- elif kind == 'boolean' -%} {{ dbt.type_boolean() }}
  {%- elif kind == 'date' -%} date
  {%- elif kind == 'date-time' -%} {{ dbt.type_timestamp() }}
  {%- elif kind == 'array' -%} {{ tap_octopus.type_array() }}
  {%- else -%} {{ exceptions.raise_compiler_error('no such kind of column: ' ~ kind) }}
  {%- endif -%}
{%- endmacro %}

{#- An exact number with enough decimals for an exchange rate. -#}
{% macro type_decimal() -%} {{ return(adapter.dispatch('type_decimal', 'tap_octopus')()) }} {%- endmacro %}
{% macro default__type_decimal() -%} numeric(38, 10) {%- endmacro %}
{% macro postgres__type_decimal() -%} numeric {%- endmacro %}
{% macro bigquery__type_decimal() -%} numeric {%- endmacro %}

{#- An exact number with two decimals. -#}
{% macro type_amount() -%} {{ return(adapter.dispatch('type_amount', 'tap_octopus')()) }} {%- endmacro %}
{% macro default__type_amount() -%} numeric(18, 2) {%- endmacro %}
{% macro bigquery__type_amount() -%} numeric {%- endmacro %}

{#- How a loader stores an array of records. -#}
{% macro type_array() -%} {{ return(adapter.dispatch('type_array', 'tap_octopus')()) }} {%- endmacro %}
{% macro default__type_array() -%} json {%- endmacro %}
{% macro postgres__type_array() -%} jsonb[] {%- endmacro %}
{% macro snowflake__type_array() -%} variant {%- endmacro %}

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

{#- A field of such a record, as the kind that it is. -#}
{% macro field(record, name, kind='string') -%}
  cast({{ adapter.dispatch('field_text', 'tap_octopus')(record, name) }} as {{ tap_octopus.column_type(kind) }})
{%- endmacro %}
{% macro default__field_text(record, name) -%} {{ record }} ->> '{{ name }}' {%- endmacro %}
{% macro snowflake__field_text(record, name) -%} {{ record }}.value:{{ name }}::varchar {%- endmacro %}
{% macro bigquery__field_text(record, name) -%} json_value({{ record }}, '$.{{ name }}') {%- endmacro %}

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

{#- The first part of a text that a pattern fits; null where there is none. -#}
{% macro first_match(text, pattern) -%} {{ return(adapter.dispatch('first_match', 'tap_octopus')(text, pattern)) }} {%- endmacro %}
{% macro default__first_match(text, pattern) -%} regexp_substr({{ text }}, '{{ pattern }}') {%- endmacro %}
{% macro postgres__first_match(text, pattern) -%} substring({{ text }} from '{{ pattern }}') {%- endmacro %}
{% macro duckdb__first_match(text, pattern) -%} nullif(regexp_extract({{ text }}, '{{ pattern }}'), '') {%- endmacro %}
{% macro bigquery__first_match(text, pattern) -%} regexp_extract({{ text }}, r'{{ pattern }}') {%- endmacro %}

{#- Rounded to cents, half away from zero, whatever the loader made of numbers. -#}
{% macro cents(amount) -%} {{ return(adapter.dispatch('cents', 'tap_octopus')(amount)) }} {%- endmacro %}
{% macro default__cents(amount) -%}
  cast(round(cast({{ amount }} as {{ tap_octopus.type_decimal() }}), 2) as {{ tap_octopus.type_amount() }})
{%- endmacro %}
{% macro bigquery__cents(amount) -%} round(cast({{ amount }} as numeric), 2) {%- endmacro %}

{#- One percent, exactly: a division is not exact everywhere, nor is 0.01. -#}
{% macro percent() -%} cast('0.01' as {{ tap_octopus.type_decimal() }}) {%- endmacro %}

{#- A product of exact numbers, with no more decimals than they have: DuckDB would add them up. -#}
{% macro product(first) -%}
  {%- set so_far = namespace(text=first) -%}
  {%- for factor in varargs -%}
    {%- set so_far.text = 'cast(' ~ so_far.text ~ ' * ' ~ factor ~ ' as ' ~ tap_octopus.type_decimal() ~ ')' -%}
  {%- endfor -%}
  {{ return(so_far.text) }}
{%- endmacro %}

{#- A quotient, rounded to two decimals half away from zero; DuckDB divides exactly only integers. -#}
{% macro quotient(amount, by) -%} {{ return(adapter.dispatch('quotient', 'tap_octopus')(amount, by)) }} {%- endmacro %}
{% macro default__quotient(amount, by) -%} round({{ amount }} / nullif({{ by }}, 0), 2) {%- endmacro %}
{% macro duckdb__quotient(amount, by) -%}
  sign({{ amount }}) * sign({{ by }}) * cast(
    cast(200 * 100 * abs({{ amount }}) + 100 * abs({{ by }}) as hugeint)
    // cast(nullif(200 * abs({{ by }}), 0) as hugeint) as decimal(38, 2)
  ) * 0.01
{%- endmacro %}

{#- A text without every part of it that a regular expression describes. -#}
{% macro without(text, pattern) -%} {{ return(adapter.dispatch('without', 'tap_octopus')(text, pattern)) }} {%- endmacro %}
{% macro default__without(text, pattern) -%} regexp_replace({{ text }}, '{{ pattern }}', '') {%- endmacro %}
{% macro postgres__without(text, pattern) -%} regexp_replace({{ text }}, '{{ pattern }}', '', 'g') {%- endmacro %}
{% macro duckdb__without(text, pattern) -%} regexp_replace({{ text }}, '{{ pattern }}', '', 'g') {%- endmacro %}

{#- The present in UTC, as the tap's moments are, wherever the session thinks it is. -#}
{% macro utc_now() -%} {{ return(adapter.dispatch('utc_now', 'tap_octopus')()) }} {%- endmacro %}
{% macro default__utc_now() -%} {{ dbt.current_timestamp() }} {%- endmacro %}
{% macro postgres__utc_now() -%} (now() at time zone 'utc') {%- endmacro %}
{% macro duckdb__utc_now() -%} make_timestamp(epoch_us(now())) {%- endmacro %}
{% macro snowflake__utc_now() -%} sysdate() {%- endmacro %}

{#- The day that it is in Belgium at a moment in UTC. -#}
{% macro belgian_day(moment) -%} {{ return(adapter.dispatch('belgian_day', 'tap_octopus')(moment)) }} {%- endmacro %}
{% macro default__belgian_day(moment) -%}
  cast(({{ moment }} at time zone 'UTC') at time zone 'Europe/Brussels' as date)
{%- endmacro %}
{% macro snowflake__belgian_day(moment) -%}
  cast(convert_timezone('UTC', 'Europe/Brussels', {{ moment }}) as date)
{%- endmacro %}
{% macro bigquery__belgian_day(moment) -%} date({{ moment }}, 'Europe/Brussels') {%- endmacro %}

{#- What a new table needs before others join to it: PostgreSQL plans without a clue until it has
    looked into the table, which it does by itself only later. A model that is updated by dossier needs
    to find their rows. -#}
{% macro analyzed(table) -%} {{ return(adapter.dispatch('analyzed', 'tap_octopus')(table)) }} {%- endmacro %}
{% macro default__analyzed(table) -%} {%- endmacro %}
{% macro postgres__analyzed(table) -%}
  {%- set is_by_dossier = model.config.materialized == 'by_dossier' -%}
  {%- if not is_by_dossier or tap_octopus.changed_dossiers(model.tags) is none -%}
    {{ 'create index on ' ~ table ~ ' (dossier_id);' if is_by_dossier }}
    analyze {{ table }}
  {%- endif -%}
{%- endmacro %}

{#- What rows come to, in whatever order: how many there are, and a sum of their hashes. -#}
{% macro content_of(rows) -%}
  {{ tap_octopus.say('count(*)', "':'", adapter.dispatch('sum_of_hashes', 'tap_octopus')(rows)) }}
{%- endmacro %}
{% macro default__sum_of_hashes(rows) -%} sum(hash({{ rows }})) {%- endmacro %}
{% macro postgres__sum_of_hashes(rows) -%} sum(hash_record_extended({{ rows }}, 0)) {%- endmacro %}
{% macro snowflake__sum_of_hashes(rows) -%} hash_agg({{ rows }}.*) {%- endmacro %}
