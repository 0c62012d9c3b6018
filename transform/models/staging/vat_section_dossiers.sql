-- Where vat_section_code of the ledger holds grids of the return: by the variable, or because
-- nothing else stands there.
with sections as (
  select
    l.dossier_id,
    max(case when g.grid is null then 1 else 0 end) as has_others
  from {{ ref('general_ledger') }} as l
  left join {{ ref('vat_grid_rules') }} as g on g.grid = {{ tap_octopus.section_grid('l') }}
  where {{ tap_octopus.section_grid('l') }} is not null
  group by l.dossier_id
)

select dossier_id
from sections
where
  {%- if var('trust_vat_section_code') == 'yes' %} 1 = 1
  {%- elif var('trust_vat_section_code') == 'no' %} 1 = 0
  {%- else %} has_others = 0
  {%- endif %}
