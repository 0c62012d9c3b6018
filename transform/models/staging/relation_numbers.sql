with newest as (
  -- One row for each relation, also where a loader has doubled them.
  select
    r.dossier_id,
    r.relation_id,
    {{ tap_octopus.relation_name('r') }} as name,
    r.vat_nr,
    r.country,
    r.vat_type,
    row_number() over (
      partition by r.dossier_id, r.relation_id order by r.synced_at desc
    ) as place
  from {{ ref('live_relations') }} as r
),

relations as (
  select * from newest where place = 1
),

{{ tap_octopus.vat_numbers('relations') }}

select
  r.dossier_id,
  r.relation_id,
  r.name,
  r.country,
  r.vat_type,
  n.written,
  n.kind,
  n.vat_identity,
  case when n.kind = 'belgian' then {{ tap_octopus.is_enterprise_nr('n.vat_identity') }} end as is_valid,
  case
    when n.home = 'BE' then 'BE'
    when n.home in ({{ tap_octopus.eu_countries() }}) then 'EU'
    when n.home is not null then 'outside'
    when r.vat_type in (1, 7) then 'BE'
    when r.vat_type in (4, 8) then 'EU'
    when r.vat_type in (6, 9) then 'outside'
    when n.kind = 'foreign' and n.prefix in ({{ tap_octopus.eu_countries() }}) then 'EU'
    when n.kind = 'foreign' then 'outside'
    else 'BE'
  end as region
from relations as r
join numbered as n on n.vat_nr = coalesce(r.vat_nr, '') and n.country = coalesce(r.country, '')
