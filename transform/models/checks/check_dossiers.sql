-- What is compared must be of one age: what was booked between two reads is in one of them only.
with made as (
  select
    c.check_name,
    s.dossier_id,
    count(*) as streams,
    {{ tap_octopus.minutes_between('min(s.synced_at)', 'max(s.synced_at)') }} as minutes_apart
  from {{ ref('checks') }} as c
  join {{ ref('live_sync_status') }} as s
    on {{ tap_octopus.say("' '", 'c.streams', "' '") }} like {{ tap_octopus.say("'% '", 's.stream', "' %'") }}
  where s.synced_at is not null
  group by c.check_name, s.dossier_id
)

select
  c.check_name,
  d.dossier_id,
  case
    when c.streams is null then {{ tap_octopus.yes() }}
    when
      m.streams = 1 + {{ dbt.length('c.streams') }} - {{ dbt.length("replace(c.streams, ' ', '')") }}
      and m.minutes_apart <= {{ var('one_age_minutes') }} then {{ tap_octopus.yes() }}
    else {{ tap_octopus.no() }}
  end as is_made
from {{ ref('checks') }} as c
cross join {{ ref('dossier_ids') }} as d
left join made as m on m.check_name = c.check_name and m.dossier_id = d.dossier_id
