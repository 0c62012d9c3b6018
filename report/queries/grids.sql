select dossier_id, return_start, grid, part, booked, carried_in, amount, carried_out
from {marts}.vat_return_grids
where
  dossier_id in ({dossiers})
  and return_start <= {as_of}
  and return_start >= {as_of} - interval '16 months'
order by dossier_id, return_start, grid, part
