with numbered as (
  select
    r.dossier_id,
    r.relation_id,
    {{ tap_octopus.relation_name('r') }} as name,
    {{ tap_octopus.enterprise_nr('r.vat_nr') }} as enterprise_nr
  from {{ ref('live_relations') }} as r
),

sales as (
  select
    l.dossier_id,
    extract(year from l.document_date) as calendar_year,
    n.enterprise_nr,
    min(n.name) as name,
    count(distinct l.relation_id) as relations,
    sum(l.base_amount) as turnover,
    sum(l.vat_amount) as vat_amount
  from {{ ref('trade_lines') }} as l
  join numbered as n
    on n.dossier_id = l.dossier_id and n.relation_id = l.relation_id
  where l.document_type in (2, 4) and n.enterprise_nr is not null
  group by 1, 2, 3
)

select
  dossier_id,
  cast(calendar_year as {{ dbt.type_int() }}) as calendar_year,
  enterprise_nr,
  name,
  relations,
  turnover,
  vat_amount,
  {{ tap_octopus.is_enterprise_nr('enterprise_nr') }} as is_valid,
  turnover > {{ var('client_listing_threshold') }} as is_listed
from sales
