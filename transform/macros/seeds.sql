{#- The rows of a seed for each dossier: its own where it has any of the same key, else those that
    name no dossier. -#}
{% macro for_each_dossier(seed, columns, key=[]) -%}
select
  d.dossier_id,
  {%- for column in columns %}
  s.{{ column }}{{ ',' if not loop.last }}
  {%- endfor %}
from {{ ref('dossier_ids') }} as d
join {{ ref(seed) }} as s on s.dossier_id = d.dossier_id
union all
select
  d.dossier_id,
  {%- for column in columns %}
  s.{{ column }}{{ ',' if not loop.last }}
  {%- endfor %}
from {{ ref('dossier_ids') }} as d
cross join {{ ref(seed) }} as s
left join (
  select distinct {{ (['dossier_id'] + key) | join(', ') }}
  from {{ ref(seed) }}
  where dossier_id is not null
) as own
  on own.dossier_id = d.dossier_id
  {%- for column in key %}
  and own.{{ column }} = s.{{ column }}
  {%- endfor %}
where s.dossier_id is null and own.dossier_id is null
{%- endmacro %}
