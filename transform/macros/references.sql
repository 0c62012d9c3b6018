{#- The structured communication in a text, +++123/4567/89002+++ however it is spaced; null where there
    is none, or where its last two digits are not what is left of the first ten divided by 97, and 97
    where nothing is left. -#}
{% macro structured_reference(text) -%}
  {%- set bare = "replace(replace(replace(coalesce(" ~ text ~ ", ''), ' ', ''), chr(9), ''), '\u00a0', '')" -%}
  {%- set found = tap_octopus.first_match(
    bare, '[+*]{3}[0-9]{3}/[0-9]{4}/[0-9]{5}[+*]{3}'
  ) -%}
  {%- set digits = "replace(substr(" ~ found ~ ", 4, 14), '/', '')" -%}
  case
    when mod(cast(left({{ digits }}, 10) as {{ dbt.type_bigint() }}) + 96, 97) + 1
      = cast(substr({{ digits }}, 11) as {{ dbt.type_bigint() }})
      then {{ tap_octopus.say("'+++'", 'substr(' ~ found ~ ', 4, 14)', "'+++'") }}
  end
{%- endmacro %}
