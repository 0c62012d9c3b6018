with booked as (
  select distinct dossier_id from {{ ref('ledger_months') }}
),

counted as (
  select dossier_id, sum(case when amount <> 0 then 1 else 0 end) as amounts
  from {{ ref('account_movements') }}
  group by dossier_id
)

select {{ tap_octopus.finding('c.dossier_id', amount='0', expected='c.amounts') }}
from counted as c
join {{ ref('live_sync_status') }} as s
  on s.dossier_id = c.dossier_id and s.stream = 'bookings' and s.outcome <> 'partial'
left join booked as b on b.dossier_id = c.dossier_id
where b.dossier_id is null and c.amounts > 0
