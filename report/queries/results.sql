select
  r.dossier_id, r.bookyear_id, r.month, sum(r.turnover) as turnover,
  sum(r.gross_margin) as gross_margin
from {marts}.results as r
join ({window}) as w
  on w.dossier_id = r.dossier_id and r.bookyear_id in (w.bookyear_id, w.bookyear_before)
where r.month <= w.month
group by r.dossier_id, r.bookyear_id, r.month
order by r.dossier_id, r.month, r.bookyear_id
