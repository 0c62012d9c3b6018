-- Where vat_section_code of the ledger holds grids of the return: by the variable, or because
-- nothing else stands there.
with codes as (
  select dossier_id, vat_section_code
  from {{ ref('general_ledger') }}
  group by dossier_id, vat_section_code
),

sections as (
  select c.dossier_id, max(case when g.grid is null then 1 else 0 end) as has_others
  from codes as c
  left join {{ ref('vat_grid_rules') }} as g on g.grid = {{ tap_octopus.section_grid('c') }}
  where {{ tap_octopus.section_grid('c') }} is not null
  group by c.dossier_id
)

select dossier_id
from sections
where
  {%- if var('trust_vat_section_code') == 'yes' %} 1 = 1
  {%- elif var('trust_vat_section_code') == 'no' %} 1 = 0
  {%- else %} has_others = 0
  {%- endif %}
