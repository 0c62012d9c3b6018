with differences as (
  select dossier_id, sum(case when difference <> 0 then 1 else 0 end) as control_differences
  from {{ ref('trial_balance') }}
  group by dossier_id
),

aged as (
  select s.*, {{ tap_octopus.minutes_between('s.synced_at', tap_octopus.now()) }} as age_minutes
  from {{ ref('live_sync_status') }} as s
)

select
  a.dossier_id,
  a.stream,
  a.outcome,
  a.{{ tap_octopus.name_of('replication') }},
  a.synced_at,
  a.attempted_at,
  a.age_minutes,
  e.expected_minutes,
  case
    when a.synced_at is null then {{ tap_octopus.truth("a.outcome <> 'refused'") }}
    when a.age_minutes > e.expected_minutes then {{ tap_octopus.yes() }}
    else {{ tap_octopus.no() }}
  end as is_late,
  a.calls_left,
  a.row_count,
  a.unbalanced_document_count,
  a.rejected_row_count,
  case when a.stream = 'bookings' then coalesce(d.control_differences, 0) end
    as control_differences,
  a.message
from aged as a
left join {{ ref('expected_freshness') }} as e on e.stream = a.stream
left join differences as d on d.dossier_id = a.dossier_id
