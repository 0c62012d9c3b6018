-- VAT is owed to the state, whoever the other side is: it stays.
with others as (
  select
    r.dossier_id,
    r.relation_id,
    min(d.dossier_id) as other_dossier_id
  from {{ ref('relation_numbers') }} as r
  join {{ ref('dossier_numbers') }} as d
    on d.vat_identity = r.vat_identity and d.dossier_id <> r.dossier_id
  group by r.dossier_id, r.relation_id
),

vat_accounts as (
  select distinct dossier_id, account_nr
  from {{ ref('dossier_account_roles') }}
  where role in ('vat_deductible', 'vat_due', 'vat_current_account')
)

select
  l.dossier_id,
  o.other_dossier_id,
  l.account_nr,
  l.month,
  max(l.account_description) as account_description,
  sum(l.booking_amount) as amount
from {{ ref('general_ledger') }} as l
join others as o on o.dossier_id = l.dossier_id and o.relation_id = l.relation_id
left join vat_accounts as v on v.dossier_id = l.dossier_id and v.account_nr = l.account_nr
where l.is_repeated_opening = {{ tap_octopus.no() }} and v.account_nr is null and l.month is not null
group by l.dossier_id, o.other_dossier_id, l.account_nr, l.month
having sum(l.booking_amount) <> 0
