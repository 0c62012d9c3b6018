with places as (
  select
    dossier_id,
    'payment_list' as place,
    bank_payment_list_id as id,
    relation_id,
    relation_name,
    pay_date,
    {{ tap_octopus.cents('amount') }} as amount,
    {{ tap_octopus.without("upper(coalesce(bank_account_nr, ''))", '[^A-Z0-9]') }} as iban
  from {{ ref('live_bank_paymentlist') }}
  {%- for column in ['iban_account_nr', 'bank_account_nr'] %}
  union all
  select
    r.dossier_id,
    'relation',
    r.relation_id,
    r.relation_id,
    {{ tap_octopus.relation_name('r') }},
    null,
    null,
    {{ tap_octopus.without("upper(coalesce(r." ~ column ~ ", ''))", '[^A-Z0-9]') }}
  from {{ ref('live_relations') }} as r
  {%- endfor %}
)

select
  p.dossier_id,
  p.place,
  p.id,
  max(p.relation_id) as relation_id,
  max(p.relation_name) as relation_name,
  max(p.pay_date) as pay_date,
  max(p.amount) as amount,
  c.iban_old,
  c.iban_new,
  c.name,
  c.changed_on,
  c.valid_until,
  {{ dbt.datediff(tap_octopus.as_of(), 'c.valid_until', 'day') }} as days_left
from places as p
join {{ ref('bank_account_changes') }} as c
  on c.iban_old = p.iban and c.changed_on <= {{ tap_octopus.as_of() }}
group by
  p.dossier_id, p.place, p.id, c.iban_old, c.iban_new, c.name, c.changed_on, c.valid_until
