-- Tables that tell what was deleted, here relations: what no later read reported as such.
select t.*
from relations as t
left join sync_status as s
  on s.dossier_id = t.dossier_id and s.stream = 'relations'
where (s.valid_from is null or t.synced_at >= s.valid_from)
  and t._sdc_deleted_at is null
