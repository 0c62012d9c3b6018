-- A dossier that Octopus lists no longer keeps its last picture.
with booked as (
  select dossier_id, sum(line_count) as lines
  from {{ ref('ledger_months') }}
  group by dossier_id
)

select {{ tap_octopus.finding('b.dossier_id', subject='b.dossier_id', amount='b.lines') }}
from booked as b
left join {{ ref('live_dossiers') }} as d on d.dossier_id = b.dossier_id
where d.dossier_id is null
