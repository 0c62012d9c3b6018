-- Tables that are read in full, here report_open_clients: the rows of the last complete read.
select t.*
from report_open_clients as t
left join sync_status as s
  on s.dossier_id = t.dossier_id and s.stream = 'report_open_clients'
where s.valid_from is null or t.synced_at >= s.valid_from
