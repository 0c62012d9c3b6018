-- The VAT number of a dossier, as relation_numbers has that of a relation.
with dossiers as (
  select
    d.dossier_id,
    max(d.vat_nr) as vat_nr,
    cast(null as {{ dbt.type_string() }}) as country
  from {{ ref('live_dossiers') }} as d
  group by d.dossier_id
),

{{ tap_octopus.vat_numbers('dossiers') }}

select d.dossier_id, n.vat_identity
from dossiers as d
join numbered as n on n.vat_nr = coalesce(d.vat_nr, '')
where n.vat_identity is not null
