select
  dossier_id, stream, outcome, synced_at, is_late, calls_left, row_count, control_differences,
  message
from {marts}.sync_monitor
where dossier_id in ({dossiers})
order by dossier_id, stream
