select
  dossier_id, week_start, source, amount, balance_after, assumption_nl, assumption_fr, assumption_en
from {marts}.cash_forecast
where dossier_id in ({dossiers})
order by dossier_id, week_start, source
