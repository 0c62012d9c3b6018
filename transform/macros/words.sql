{#- The day and the moment that the answers are of: as variables, or in the environment, or now. -#}
{% macro as_of() -%}
  {%- if var('as_of') -%} cast('{{ var('as_of') }}' as date)
  {%- else -%} {{ tap_octopus.belgian_day(tap_octopus.now()) }}
  {%- endif -%}
{%- endmacro %}

{% macro now() -%}
  {%- set now = var('now') or env_var('DBT_OCTOPUS_NOW', '') -%}
  {%- if now -%} cast('{{ now }}' as {{ dbt.type_timestamp() }})
  {%- else -%} {{ tap_octopus.utc_now() }}
  {%- endif -%}
{%- endmacro %}

{% macro first_of_month(date) -%} cast({{ dbt.date_trunc('month', date) }} as date) {%- endmacro %}

{#- The day that something is booked on: the bookkeeping period decides, and within it the date. A date
    outside stands for the nearest day of it. -#}
{% macro booking_date(document_date, period_start, period_end, bookyear_start) -%}
  case
    when {{ period_start }} is null then coalesce({{ document_date }}, {{ bookyear_start }})
    when {{ document_date }} is null or {{ document_date }} < {{ period_start }} then {{ period_start }}
    when {{ document_date }} > {{ period_end }} then {{ period_end }}
    else {{ document_date }}
  end
{%- endmacro %}

{#- A text that Octopus has in four languages, in the first that it was written in. -#}
{% macro translated(column) -%}
  {%- set others = ['nl', 'fr', 'en', 'de'] | reject('equalto', var('language')) | list -%}
  coalesce(
    {%- for language in [var('language')] + others %}
    nullif({{ column }}_{{ language }}, ''){{ ',' if not loop.last }}
    {%- endfor %}
  )
{%- endmacro %}

{#- The relation as people call it. Octopus often has the name of a firm in both columns. -#}
{% macro relation_name(of) -%}
  {%- set first_name -%}
    case
      when upper(trim(coalesce({{ of }}.first_name, ''))) = upper(trim(coalesce({{ of }}.name, '')))
        then ''
      else coalesce({{ of }}.first_name, '')
    end
  {%- endset -%}
  nullif(trim({{ tap_octopus.concat(first_name, "' '", "coalesce(" ~ of ~ ".name, '')") }}), '')
{%- endmacro %}

{#- A sentence of SQL expressions and of texts in quotes, for the message of a test. -#}
{% macro say() -%}
  {%- set texts = [] -%}
  {%- for part in varargs -%}
    {%- do texts.append(
      part if part.startswith("'") else "coalesce(cast(" ~ part ~ " as " ~ dbt.type_string() ~ "), '')"
    ) -%}
  {%- endfor -%}
  {{ return(tap_octopus.concat(*texts)) }}
{%- endmacro %}

{#- The account as people write it: six digits, 010000 for the number 10000. -#}
{% macro account_text(account_nr) -%}
  case
    when {{ account_nr }} < 100000
      then right({{ tap_octopus.say("'000000'", account_nr) }}, 6)
    else cast({{ account_nr }} as {{ dbt.type_string() }})
  end
{%- endmacro %}

{#- The first digit of an account: 6 of 612345, 0 of 010000. -#}
{% macro account_class(account_nr) -%}
  case
    {%- for digit in range(9) %}
    when {{ account_nr }} < {{ digit + 1 }}00000 then {{ digit }}
    {%- endfor %}
    when {{ account_nr }} < 1000000 then 9
    else cast(left(cast({{ account_nr }} as {{ dbt.type_string() }}), 1) as {{ dbt.type_int() }})
  end
{%- endmacro %}

{#- Whether a Belgian VAT or enterprise number can exist: ten digits, the last two of which check the
    others. -#}
{% macro is_enterprise_nr(number) -%}
  case
    when {{ dbt.length(number) }} <> 10 or {{ tap_octopus.without(number, '[0-9]') }} <> ''
      or left({{ number }}, 1) not in ('0', '1') then {{ tap_octopus.no() }}
    else {{ tap_octopus.truth(
      '97 - ' ~ tap_octopus.remainder('cast(left(' ~ number ~ ', 8) as ' ~ dbt.type_int() ~ ')', 97)
      ~ ' = cast(right(' ~ number ~ ', 2) as ' ~ dbt.type_int() ~ ')'
    ) }}
  end
{%- endmacro %}

{#- The document of a row, as people call it: A1/12 in bookyear 3 of dossier 1. -#}
{% macro document_of(row) -%}
  {{ tap_octopus.say(
    row ~ '.journal_key', "'/'", row ~ '.document_sequence_nr', "' in bookyear '",
    row ~ '.bookyear_id', "' of dossier '", row ~ '.dossier_id') }}
{%- endmacro %}

{#- Several columns as one text, of a table where one is named. -#}
{% macro joined(columns, of=none) -%}
  {%- set parts = [] -%}
  {%- for column in columns -%}
    {%- do parts.extend(["'/'"] if not loop.first else []) -%}
    {%- do parts.append((of ~ '.' if of else '') ~ column) -%}
  {%- endfor -%}
  {{ tap_octopus.say(*parts) }}
{%- endmacro %}

{#- The Monday of the week of a day; 1 January 1900 was one. -#}
{% macro monday_of(date) -%}
  {%- set days = dbt.datediff("cast('1900-01-01' as date)", date, 'day') -%}
  cast({{ dbt.dateadd('day', '-' ~ tap_octopus.remainder(days, 7), date) }} as date)
{%- endmacro %}

{#- The first day of the month so many months from that of the answers. -#}
{% macro month_away(months) -%}
  cast({{ dbt.dateadd('month', months, tap_octopus.first_of_month(tap_octopus.as_of())) }} as date)
{%- endmacro %}

{#- A date as a text, as Belgium writes it: 31/12/2026. -#}
{% macro date_text(date) -%}
  {%- set text = 'cast(' ~ date ~ ' as ' ~ dbt.type_string() ~ ')' -%}
  {{ return(tap_octopus.concat(
    'right(' ~ text ~ ', 2)', "'/'", 'substring(' ~ text ~ ', 6, 2)', "'/'", 'left(' ~ text ~ ', 4)'
  )) }}
{%- endmacro %}

{#- A text of the seed sentences, of a table where one is named, with values in its places: each place
    is a text, and empty where there is none. -#}
{% macro filled(text, places) -%}
  {%- set so_far = namespace(text=text) -%}
  {%- for place, value in places.items() -%}
    {%- set so_far.text = "replace(" ~ so_far.text ~ ", '{" ~ place ~ "}', coalesce(" ~ value ~ ", ''))" -%}
  {%- endfor -%}
  {{ return(so_far.text) }}
{%- endmacro %}
