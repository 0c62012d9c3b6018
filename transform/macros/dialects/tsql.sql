{#- Transact-SQL: what Fabric and SQL Server have otherwise than the rest. A regular expression needs
    SQL Server 2025; the rest, 2022. -#}

{% macro fabric__yes() -%} {{ return('cast(1 as bit)') }} {%- endmacro %}
{% macro fabric__no() -%} {{ return('cast(0 as bit)') }} {%- endmacro %}
{% macro fabric__truth(condition) -%}
  cast(case when {{ condition }} then 1 when not ({{ condition }}) then 0 end as bit)
{%- endmacro %}
{% macro fabric__concat_texts(texts) -%} {{ return('(' ~ texts | join(' + ') ~ ')') }} {%- endmacro %}
{% macro fabric__type_array() -%} varchar(max) {%- endmacro %}
{% macro fabric__unnest(array, as, place) -%} cross apply openjson({{ array }}) as {{ as }} {%- endmacro %}
{% macro fabric__place_in_array(as, place) -%} cast({{ as }}.[key] as bigint) + 1 {%- endmacro %}
{% macro fabric__field_text(record, name) -%} json_value({{ record }}.value, '$.{{ name }}') {%- endmacro %}
{% macro fabric__field_lines(record, name) -%}
  (
    select string_agg(said.value, char(10)) within group (order by cast(said.[key] as int))
    from openjson({{ record }}.value, '$.{{ name }}') as said
  )
{%- endmacro %}
{#- The decimals of both are kept only as long as they have 38 digits together. -#}
{% macro fabric__times(first, factor) -%}
  {{ return('cast(' ~ first ~ ' as numeric(19, 6)) * cast(' ~ factor ~ ' as numeric(18, 10))') }}
{%- endmacro %}
{% macro fabric__remainder(number, by) -%} {{ return('(' ~ number ~ ' % ' ~ by ~ ')') }} {%- endmacro %}
{% macro fabric__utc_now() -%} sysutcdatetime() {%- endmacro %}
{% macro fabric__belgian_day(moment) -%}
  cast({{ moment }} at time zone 'UTC' at time zone 'Romance Standard Time' as date)
{%- endmacro %}
{% macro fabric__part_of_date(part, date) -%} datepart({{ part }}, {{ date }}) {%- endmacro %}
{% macro fabric__name_of(column) -%} {{ return('[' ~ column ~ ']') }} {%- endmacro %}

{#- dbt has two adapters, and neither knows of the other. -#}
{% macro sqlserver__yes() -%} {{ return(tap_octopus.fabric__yes()) }} {%- endmacro %}
{% macro sqlserver__no() -%} {{ return(tap_octopus.fabric__no()) }} {%- endmacro %}
{% macro sqlserver__truth(condition) -%} {{ return(tap_octopus.fabric__truth(condition)) }} {%- endmacro %}
{% macro sqlserver__concat_texts(texts) -%} {{ return(tap_octopus.fabric__concat_texts(texts)) }} {%- endmacro %}
{% macro sqlserver__type_array() -%} {{ return(tap_octopus.fabric__type_array()) }} {%- endmacro %}
{% macro sqlserver__unnest(array, as, place) -%} {{ return(tap_octopus.fabric__unnest(array, as, place)) }} {%- endmacro %}
{% macro sqlserver__place_in_array(as, place) -%} {{ return(tap_octopus.fabric__place_in_array(as, place)) }} {%- endmacro %}
{% macro sqlserver__field_text(record, name) -%} {{ return(tap_octopus.fabric__field_text(record, name)) }} {%- endmacro %}
{% macro sqlserver__field_lines(record, name) -%} {{ return(tap_octopus.fabric__field_lines(record, name)) }} {%- endmacro %}
{% macro sqlserver__times(first, factor) -%} {{ return(tap_octopus.fabric__times(first, factor)) }} {%- endmacro %}
{% macro sqlserver__remainder(number, by) -%} {{ return(tap_octopus.fabric__remainder(number, by)) }} {%- endmacro %}
{% macro sqlserver__utc_now() -%} {{ return(tap_octopus.fabric__utc_now()) }} {%- endmacro %}
{% macro sqlserver__belgian_day(moment) -%} {{ return(tap_octopus.fabric__belgian_day(moment)) }} {%- endmacro %}
{% macro sqlserver__part_of_date(part, date) -%} {{ return(tap_octopus.fabric__part_of_date(part, date)) }} {%- endmacro %}
{% macro sqlserver__name_of(column) -%} {{ return(tap_octopus.fabric__name_of(column)) }} {%- endmacro %}
