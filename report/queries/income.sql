select s.dossier_id, s.line, s.amount, s.amount_last_year
from {marts}.income_statement as s
join ({window}) as w
  on w.dossier_id = s.dossier_id and w.bookyear_id = s.bookyear_id and w.month = s.month
where s.amount <> 0 or s.amount_last_year <> 0
order by s.dossier_id, s.place
