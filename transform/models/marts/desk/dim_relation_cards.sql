select
  dossier_id,
  relation_id,
  name as relation_name,
  case
    when kind = 'belgian' then {{ tap_octopus.concat("'BE'", 'vat_identity') }}
    when vat_identity is not null then vat_identity
    else {{ tap_octopus.say('dossier_id', "':'", 'relation_id') }}
  end as relation_key
from {{ ref('relation_numbers') }}
