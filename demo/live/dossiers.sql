-- dossiers: those of the newest list.
select *
from dossiers
where synced_at = (select max(synced_at) from dossiers)
