{#- The present in UTC, as the tap's moments are, wherever the session thinks it is. -#}
{% macro utc_now() -%} {{ return(adapter.dispatch('utc_now', 'tap_octopus')()) }} {%- endmacro %}
{% macro default__utc_now() -%} {{ dbt.current_timestamp() }} {%- endmacro %}
{% macro postgres__utc_now() -%} (now() at time zone 'utc') {%- endmacro %}
{% macro duckdb__utc_now() -%} make_timestamp(epoch_us(now())) {%- endmacro %}
{% macro snowflake__utc_now() -%} sysdate() {%- endmacro %}
{% macro spark__utc_now() -%} to_utc_timestamp(current_timestamp(), current_timezone()) {%- endmacro %}

{#- The day that it is in Belgium at a moment in UTC. -#}
{% macro belgian_day(moment) -%} {{ return(adapter.dispatch('belgian_day', 'tap_octopus')(moment)) }} {%- endmacro %}
{% macro default__belgian_day(moment) -%}
  cast(({{ moment }} at time zone 'UTC') at time zone 'Europe/Brussels' as date)
{%- endmacro %}
{% macro snowflake__belgian_day(moment) -%}
  cast(convert_timezone('UTC', 'Europe/Brussels', {{ moment }}) as date)
{%- endmacro %}
{% macro bigquery__belgian_day(moment) -%} date({{ moment }}, 'Europe/Brussels') {%- endmacro %}
{% macro spark__belgian_day(moment) -%} cast(from_utc_timestamp({{ moment }}, 'Europe/Brussels') as date) {%- endmacro %}

{#- How often the clock begins a minute from one moment to another. -#}
{% macro minutes_between(first, last) -%} {{ return(adapter.dispatch('minutes_between', 'tap_octopus')(first, last)) }} {%- endmacro %}
{% macro default__minutes_between(first, last) -%} {{ dbt.datediff(first, last, 'minute') }} {%- endmacro %}
{% macro spark__minutes_between(first, last) -%}
  {{ dbt.datediff(dbt.date_trunc('minute', first), dbt.date_trunc('minute', last), 'minute') }}
{%- endmacro %}

{#- The year, quarter, month or day of a date, as a number. -#}
{% macro part_of_date(part, date) -%} {{ return(adapter.dispatch('part_of_date', 'tap_octopus')(part, date)) }} {%- endmacro %}
{% macro default__part_of_date(part, date) -%} cast(extract({{ part }} from {{ date }}) as {{ dbt.type_int() }}) {%- endmacro %}
