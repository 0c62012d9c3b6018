select distinct dossier_id
from (
  select dossier_id from {{ ref('live_dossiers') }}
  union all
  select dossier_id from {{ ref('live_sync_status') }}
) as d
where dossier_id is not null
