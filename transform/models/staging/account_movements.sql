select
  dossier_id,
  bookyear_id,
  bookyear_period_nr,
  account_nr,
  {{ tap_octopus.cents('balance') }}
  {%- if var('account_amounts') == 'cumulative' %}
  - coalesce(lag({{ tap_octopus.cents('balance') }}) over (
    partition by dossier_id, bookyear_id, account_nr order by bookyear_period_nr
  ), 0)
  {%- endif %} as amount
from {{ ref('live_account_amounts') }}
