-- 7. Client listing: per calendar year, the sales to all customers are the turnover, and those to
-- be listed have a VAT number that exists, each its own.
-- A row is a year whose sales per customer are not what sales journals left on class 70, a sale to
-- a customer who is not among the relations, or a listed VAT number that is invalid or comes twice.
-- The year is that of the document's date, whatever its bookyear; the threshold holds for the sum
-- of the year. Customers under art. 44 are not to be listed, but the API does not tell who they are.
with sales as (
  select
    dossier_id,
    cast(extract(year from document_date) as {{ dbt.type_int() }}) as calendar_year,
    relation_id,
    sum(base_amount) as turnover
  from {{ ref('trade_lines') }}
  where left(journal_key, 1) = 'V'
  group by dossier_id, cast(extract(year from document_date) as {{ dbt.type_int() }}), relation_id
),

per_customer as (
  select
    s.*,
    r.relation_id is not null as is_known,
    {{ tap_octopus.enterprise_nr('r.vat_nr') }} as enterprise_nr
  from sales as s
  left join {{ ref('live_relations') }} as r
    on r.dossier_id = s.dossier_id and r.relation_id = s.relation_id
),

listed as (
  select dossier_id, calendar_year, enterprise_nr, count(*) as relations
  from per_customer
  where enterprise_nr is not null
  group by dossier_id, calendar_year, enterprise_nr
  having sum(turnover) > {{ var('client_listing_threshold') }}
),

checked as (
  select l.*, {{ tap_octopus.is_enterprise_nr('l.enterprise_nr') }} as is_valid
  from listed as l
),

ledger as (
  select
    dossier_id,
    cast(extract(year from document_date) as {{ dbt.type_int() }}) as calendar_year,
    -sum(booking_amount) as turnover
  from {{ ref('general_ledger') }}
  where left(journal_key, 1) = 'V' and account_nr between 700000 and 709999
  group by dossier_id, cast(extract(year from document_date) as {{ dbt.type_int() }})
),

customers as (
  select dossier_id, calendar_year, sum(turnover) as turnover
  from sales
  group by dossier_id, calendar_year
),

compared as (
  select
    coalesce(c.dossier_id, l.dossier_id) as dossier_id,
    coalesce(c.calendar_year, l.calendar_year) as calendar_year,
    coalesce(c.turnover, 0) as turnover,
    coalesce(l.turnover, 0) as ledger
  from customers as c
  full outer join ledger as l
    on l.dossier_id = c.dossier_id and l.calendar_year = c.calendar_year
)

select
  c.dossier_id,
  c.calendar_year,
  {{ tap_octopus.say(
    "'Sales of '", 'c.calendar_year', "' of dossier '", 'c.dossier_id', "' are '", 'c.turnover',
    "' by customer and '", 'c.ledger', "' on class 70. Look at the sales of that year.'"
  ) }} as message
from compared as c
join {{ tap_octopus.dossiers_with('buysell_bookings') }} as d on d.dossier_id = c.dossier_id
where c.turnover <> c.ledger
union all
select
  p.dossier_id,
  p.calendar_year,
  {{ tap_octopus.say(
    "'Sales of '", 'p.calendar_year', "' of dossier '", 'p.dossier_id', "' name relation '",
    'p.relation_id', "', which is not among the relations. Look for it in Octopus.'"
  ) }}
from per_customer as p
where not p.is_known
union all
select
  k.dossier_id,
  k.calendar_year,
  {{ tap_octopus.say(
    "'VAT number '", 'k.enterprise_nr', "' in the listing of '", 'k.calendar_year',
    "' of dossier '", 'k.dossier_id', "' does not exist, or '", 'k.relations',
    "' relations have it. Correct it in the relation.'"
  ) }}
from checked as k
where not k.is_valid or k.relations > 1
