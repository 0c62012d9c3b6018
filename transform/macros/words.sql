{#- The day and the moment that the answers are of. -#}
{% macro as_of() -%}
  {%- if var('as_of') -%} cast('{{ var('as_of') }}' as date) {%- else -%} current_date {%- endif -%}
{%- endmacro %}

{% macro now() -%}
  {%- if var('now') -%} cast('{{ var('now') }}' as {{ dbt.type_timestamp() }})
  {%- else -%} {{ dbt.current_timestamp() }}
  {%- endif -%}
{%- endmacro %}

{% macro first_of_month(date) -%} cast({{ dbt.date_trunc('month', date) }} as date) {%- endmacro %}

{#- A text that Octopus has in four languages, in the first that it was written in. -#}
{% macro translated(column) -%}
  coalesce(
    {%- for language in [var('language'), 'nl', 'fr', 'en', 'de'] %}
    nullif({{ column }}_{{ language }}, ''){{ ',' if not loop.last }}
    {%- endfor %}
  )
{%- endmacro %}

{#- The relation as people call it. -#}
{% macro relation_name(of) -%}
  nullif(trim(coalesce({{ of }}.first_name, '') || ' ' || coalesce({{ of }}.name, '')), '')
{%- endmacro %}

{#- A sentence of SQL expressions and of texts in quotes, for the message of a test. -#}
{% macro say() -%}
  {%- for part in varargs -%}
    {{ part if part.startswith("'") else "coalesce(cast(" ~ part ~ " as " ~ dbt.type_string() ~ "), '')" }}
    {{- ' || ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{#- The first digit of an account: 6 of 612345. -#}
{% macro account_class(account_nr) -%}
  cast(left(cast({{ account_nr }} as {{ dbt.type_string() }}), 1) as {{ dbt.type_int() }})
{%- endmacro %}
