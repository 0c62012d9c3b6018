-- A dossier that Octopus lists no longer keeps its last picture.
with booked as (
  select dossier_id, count(*) as lines
  from {{ ref('general_ledger') }}
  group by dossier_id
)

select {{ tap_octopus.finding('b.dossier_id', subject='b.dossier_id', amount='b.lines') }}
from booked as b
left join {{ ref('live_dossiers') }} as d on d.dossier_id = b.dossier_id
where d.dossier_id is null
