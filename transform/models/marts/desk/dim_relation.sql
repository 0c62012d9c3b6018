-- One firm tells what its card in the first dossier tells.
with cards as (
  select
    c.relation_key,
    c.dossier_id,
    c.relation_name,
    n.vat_identity,
    n.country,
    n.vat_type,
    row_number() over (
      partition by c.relation_key order by c.dossier_id, c.relation_id
    ) as place
  from {{ ref('dim_relation_cards') }} as c
  join {{ ref('relation_numbers') }} as n
    on n.dossier_id = c.dossier_id and n.relation_id = c.relation_id
),

firms as (
  select
    relation_key,
    max(vat_identity) as enterprise_nr,
    max(case when place = 1 then relation_name end) as name,
    max(case when place = 1 then country end) as country,
    max(case when place = 1 then vat_type end) as vat_type,
    count(distinct dossier_id) as dossiers,
    count(*) as relations
  from cards
  group by relation_key
),

own as (
  select distinct vat_identity from {{ ref('dossier_numbers') }}
)

select
  f.relation_key,
  f.enterprise_nr,
  f.name,
  nullif(upper(trim(f.country)), '') as country,
  f.vat_type,
  f.dossiers,
  f.relations,
  {{ tap_octopus.truth('o.vat_identity is not null') }} as is_dossier
from firms as f
left join own as o on o.vat_identity = f.enterprise_nr
