-- 7. Client listing: per calendar year, every customer with a Belgian VAT number and more than
-- 250 euro excluding VAT; together with the customers that are not listed it is the turnover.
-- A row is a year whose sales per customer are not what sales journals left on class 70, a sale to
-- a customer who is not among the relations, or a listed VAT number that is invalid or comes twice.
-- Where to look: the sales of that year, or the VAT number of the relation. The year is that of
-- the document's date, whatever its bookyear; the threshold holds for the sum of the year.
-- Customers under art. 44 are not to be listed, but the API does not tell who they are.
with sales as (
  select d.dossier_id, extract(year from d.document_date) as year, d.relation_id,
    case when d.amount < 0 then -1 else 1 end
      * round(cast(line ->> 'base_amount' as numeric) * d.exchange_rate, 2) as base
  from live.buysell_bookings as d
  cross join unnest(d.booking_lines) as line
  where left(d.journal_key, 1) = 'V'
),
customers as (
  select dossier_id, relation_id,
    replace(replace(replace(upper(vat_nr), '.', ''), ' ', ''), '-', '') as vat_nr
  from live.relations
),
numbered as (
  select dossier_id, relation_id,
    case when left(vat_nr, 2) = 'BE' then substring(vat_nr, 3)
      when vat_nr <> '' and translate(vat_nr, '0123456789', '') = '' then vat_nr end as enterprise_nr
  from customers
),
per_customer as (
  select s.dossier_id, s.year, s.relation_id, n.enterprise_nr,
    n.relation_id is not null as is_known, sum(s.base) as base
  from sales as s
  left join numbered as n on n.dossier_id = s.dossier_id and n.relation_id = s.relation_id
  group by s.dossier_id, s.year, s.relation_id, n.enterprise_nr, n.relation_id
),
listed as (
  select dossier_id, year, enterprise_nr, sum(base) as base, count(*) as relations
  from per_customer
  where enterprise_nr is not null
  group by dossier_id, year, enterprise_nr
  having sum(base) > 250
),
checked as (
  select l.*,
    case when length(enterprise_nr) <> 10 or translate(enterprise_nr, '0123456789', '') <> ''
      or left(enterprise_nr, 1) not in ('0', '1') then false
      else 97 - mod(cast(left(enterprise_nr, 8) as integer), 97)
        = cast(substring(enterprise_nr, 9) as integer) end as is_valid
  from listed as l
),
turnover as (
  select dossier_id, extract(year from document_date) as year, -sum(booking_amount) as base
  from live.bookings
  where left(journal_key, 1) = 'V' and account_nr between 700000 and 709999
  group by dossier_id, extract(year from document_date)
),
not_listed as (
  select p.dossier_id, p.year, p.base
  from per_customer as p
  left join listed as l
    on l.dossier_id = p.dossier_id and l.year = p.year and l.enterprise_nr = p.enterprise_nr
  where l.enterprise_nr is null
),
years as (
  select dossier_id, year, sum(base) as base
  from (
    select dossier_id, year, base from listed
    union all
    select dossier_id, year, base from not_listed
  ) as everyone
  group by dossier_id, year
)
select 'turnover' as what, coalesce(y.dossier_id, t.dossier_id) as dossier_id,
  coalesce(y.year, t.year) as year, cast(null as integer) as relation_id,
  cast(null as varchar) as enterprise_nr, y.base as listing, t.base as ledger
from years as y
full outer join turnover as t on t.dossier_id = y.dossier_id and t.year = y.year
where coalesce(y.base, 0) <> coalesce(t.base, 0)
union all
select 'unknown customer', dossier_id, year, relation_id, null, base, null
from per_customer
where not is_known
union all
select case when is_valid then 'number comes twice' else 'invalid number' end,
  dossier_id, year, null, enterprise_nr, base, null
from checked
where not is_valid or relations > 1
