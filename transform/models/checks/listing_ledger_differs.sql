-- Every sale counts here, that of a customer without a number too.
with compared as (
  select
    dossier_id,
    calendar_year,
    sum(sales) as amount,
    sum(ledger_sales) as expected
  from {{ ref('vat_against_ledger') }}
  group by dossier_id, calendar_year
)

select
  {{ tap_octopus.finding(
    'c.dossier_id',
    subject='c.calendar_year',
    amount='c.amount',
    expected='c.expected'
  ) }}
from compared as c
join {{ tap_octopus.dossiers_to_check('listing_ledger_differs') }} as d on d.dossier_id = c.dossier_id
where c.amount <> c.expected
