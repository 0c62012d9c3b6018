{#- What looks like a structured communication in a text, +++123/4567/89002+++ however it is spaced; null
    where nothing does. -#}
{% macro structured_part(text) -%}
  case when {{ text }} like '%/%/%' then
    {{ tap_octopus.first_match(
      "replace(replace(replace(" ~ text ~ ", ' ', ''), '\t', ''), '\u00a0', '')",
      '[+*]{3}[0-9]{3}/[0-9]{4}/[0-9]{5}[+*]{3}'
    ) }}
  end
{%- endmacro %}

{#- Such a part as it is written; null where its last two digits are not what is left of the first ten
    divided by 97, and 97 where nothing is left. -#}
{% macro structured_reference(part) -%}
  {%- set digits = "replace(substring(" ~ part ~ ", 4, 14), '/', '')" -%}
  case
    when {{ tap_octopus.remainder('(cast(left(' ~ digits ~ ', 10) as ' ~ dbt.type_bigint() ~ ') + 96)', 97) }} + 1
      = cast(right({{ digits }}, 2) as {{ dbt.type_bigint() }})
      then {{ tap_octopus.concat("'+++'", 'substring(' ~ part ~ ', 4, 14)', "'+++'") }}
  end
{%- endmacro %}
