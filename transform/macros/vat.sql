{#- The grids of the periodic return that hold what is booked, in their order. -#}
{% macro vat_grids() -%}
  {{ return([
    '00', '01', '02', '03', '44', '45', '46', '47', '48', '49', '54', '55', '56', '57', '59',
    '61', '62', '63', '64', '81', '82', '83', '84', '85', '86', '87', '88',
  ]) }}
{%- endmacro %}

{#- What the ledger says of the return on a line, two digits where it is a grid. -#}
{% macro section_grid(line) -%}
  {%- set code = 'trim(' ~ line ~ '.vat_section_code)' -%}
  case
    when {{ dbt.length(code) }} = 1 then {{ tap_octopus.concat("'0'", code) }}
    else nullif({{ code }}, '')
  end
{%- endmacro %}

{#- A VAT code as people know it: with its description. -#}
{% macro vat_code_named(row) -%}
  {%- set described = tap_octopus.concat("' ('", row ~ '.description', "')'") -%}
  {{ tap_octopus.concat('coalesce(' ~ row ~ ".vat_code, '-')", 'coalesce(' ~ described ~ ", '')") }}
{%- endmacro %}

{#- What a text of the model filed_grids, ;03=100.00;54=21.00, has of a grid. -#}
{% macro amount_of_grid(text, grid) -%}
  {%- set found = tap_octopus.first_match(text, ';[' ~ grid[0] ~ ']' ~ grid[1:] ~ '=[-0-9.]+') -%}
  coalesce(cast(substring({{ found }}, {{ grid | length + 3 }}, 40) as {{ tap_octopus.type_amount() }}), 0)
{%- endmacro %}
