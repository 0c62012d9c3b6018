-- Each row is a finding about the books, the most severe first; the mart has each in three languages.
select d.dossier_description as dossier, f.severity, f.sentence_en as finding
from marts.findings as f
join live.dossiers as d using (dossier_id)
order by case f.severity when 'error' then 1 when 'warning' then 2 else 3 end, d.dossier_id,
  f.check_name, f.subject
limit 12
