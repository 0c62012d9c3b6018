-- What each document adds to the grids of a return.
select
  l.dossier_id, l.bookyear_id, l.journal_key, l.document_sequence_nr, r.return_start, l.grid,
  l.part, sum(l.amount) as amount
from {marts}.vat_lines as l
join {marts}.vat_returns as r
  on r.dossier_id = l.dossier_id and l.booking_date between r.return_start and r.return_end
where
  l.dossier_id in ({dossiers})
  and r.return_start <= {as_of}
  and r.return_end >= {as_of} - interval '13 months'
group by
  l.dossier_id, l.bookyear_id, l.journal_key, l.document_sequence_nr, r.return_start, l.grid, l.part
order by
  l.dossier_id, r.return_start, l.grid, l.bookyear_id, l.journal_key, l.document_sequence_nr, l.part
