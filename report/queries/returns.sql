-- The returns of the last thirteen months.
select
  dossier_id, return_start, return_end, declarant_type, due_date_tolerated as due_date, grid_xx,
  grid_yy, grid_71 - grid_72 as to_pay, is_protected
from {marts}.vat_returns
where
  dossier_id in ({dossiers})
  and return_start <= {as_of}
  and return_end >= {as_of} - interval '13 months'
order by dossier_id, return_start
