{#- The document of a row, as people call it: A1/12. -#}
{% macro document(row) -%}
  {{ tap_octopus.say(row ~ '.journal_key', "'/'", row ~ '.document_sequence_nr') }}
{%- endmacro %}

{#- Customers with sales whose VAT number is wrong in some way, with the number as `detail`. -#}
{% macro customers_whose_number(is_wrong, detail) -%}
with customers as (
  select dossier_id, relation_id, sum(base_amount) as amount
  from {{ ref('trade_lines') }}
  where side = 'sale'
  group by dossier_id, relation_id
)

select
  {{ tap_octopus.finding(
    'c.dossier_id',
    relation_id='c.relation_id',
    subject='n.name',
    detail='n.' ~ detail,
    amount='c.amount'
  ) }}
from customers as c
join {{ ref('relation_numbers') }} as n
  on n.dossier_id = c.dossier_id and n.relation_id = c.relation_id
where {{ is_wrong }}
{%- endmacro %}

{#- Items of one side that Octopus reports as open otherwise than they are by what they were booked
    for and are matched with. -#}
{% macro open_items_that_differ(check_name, side, report) -%}
with reported as (
  select
    dossier_id,
    bookyear_id,
    journal_key,
    document_sequence_nr,
    line_sequence_nr,
    max(relation_id) as relation_id,
    sum({{ tap_octopus.cents('open_booking_amount') }}) as amount
  from {{ ref(report) }}
  group by dossier_id, bookyear_id, journal_key, document_sequence_nr, line_sequence_nr
),

items as (
  select
    dossier_id,
    bookyear_id,
    journal_key,
    document_sequence_nr,
    line_sequence_nr,
    max(relation_id) as relation_id,
    sum(amount) as amount
  from {{ ref('open_item_movements') }}
  where side = '{{ side }}'
  group by dossier_id, bookyear_id, journal_key, document_sequence_nr, line_sequence_nr
),

compared as (
  select
    coalesce(i.dossier_id, r.dossier_id) as dossier_id,
    coalesce(i.bookyear_id, r.bookyear_id) as bookyear_id,
    coalesce(i.journal_key, r.journal_key) as journal_key,
    coalesce(i.document_sequence_nr, r.document_sequence_nr) as document_sequence_nr,
    coalesce(i.relation_id, r.relation_id) as relation_id,
    coalesce(i.amount, 0) as amount,
    coalesce(r.amount, 0) as expected
  from items as i
  full outer join reported as r
    on r.dossier_id = i.dossier_id
    and r.bookyear_id = i.bookyear_id
    and r.journal_key = i.journal_key
    and r.document_sequence_nr = i.document_sequence_nr
    and r.line_sequence_nr = i.line_sequence_nr
)

select
  {{ tap_octopus.finding(
    'c.dossier_id',
    bookyear_id='c.bookyear_id',
    journal_key='c.journal_key',
    document_sequence_nr='c.document_sequence_nr',
    relation_id='c.relation_id',
    subject=tap_octopus.document('c'),
    amount='c.amount',
    expected='c.expected'
  ) }}
from compared as c
join {{ tap_octopus.dossiers_to_check(check_name) }} as d on d.dossier_id = c.dossier_id
where c.amount <> c.expected
{%- endmacro %}

{#- Dossiers where what Octopus reports as open on one side is not what its control account has. -#}
{% macro control_accounts_that_differ(check_name, role, report) -%}
with controls as (
  select l.dossier_id, sum(l.amount) as amount
  from {{ ref('ledger_months') }} as l
  join {{ ref('dossier_account_roles') }} as a
    on a.dossier_id = l.dossier_id and a.account_nr = l.account_nr and a.role = '{{ role }}'
  where l.is_repeated_opening = {{ tap_octopus.no() }}
  group by l.dossier_id
),

reported as (
  select dossier_id, sum({{ tap_octopus.cents('open_booking_amount') }}) as amount
  from {{ ref(report) }}
  group by dossier_id
),

compared as (
  select
    coalesce(c.dossier_id, r.dossier_id) as dossier_id,
    coalesce(c.amount, 0) as amount,
    coalesce(r.amount, 0) as expected
  from controls as c
  full outer join reported as r on r.dossier_id = c.dossier_id
)

select {{ tap_octopus.finding('c.dossier_id', amount='c.amount', expected='c.expected') }}
from compared as c
join {{ tap_octopus.dossiers_to_check(check_name) }} as d on d.dossier_id = c.dossier_id
where c.amount <> c.expected
{%- endmacro %}

{#- What lines of the ledger name and no row of its own table has. A table that has a chart or list
    for each bookyear is asked for that of the line. -#}
{% macro references_that_miss(check_name, table, key, subject, by_bookyear=false) -%}
{%- set keys = ['dossier_id'] + (['bookyear_id'] if by_bookyear else []) + [key] -%}
{%- set by_line = key == 'relation_id' -%}  {#- all others are in the sums of the ledger -#}
with named as (
  select
    {{ keys | join(', ') }},
    min(bookyear_id) as first_bookyear_id,
    {{ 'count(*)' if by_line else 'sum(line_count)' }} as lines
  from {{ ref('general_ledger' if by_line else 'ledger_months') }}
  where {{ key }} is not null
  group by {{ keys | join(', ') }}
)

select
  {{ tap_octopus.finding(
    'n.dossier_id',
    bookyear_id='n.first_bookyear_id',
    subject=subject,
    amount='n.lines',
    **kwargs
  ) }}
from named as n
join {{ tap_octopus.dossiers_to_check(check_name) }} as d on d.dossier_id = n.dossier_id
left join {{ ref(table) }} as t
  on {% for column in keys %}t.{{ column }} = n.{{ column }}{{ ' and ' if not loop.last }}{% endfor %}
where t.dossier_id is null
{%- endmacro %}

{#- Periods of which the lines of documents and the ledger tell another amount. -#}
{% macro periods_that_differ(check_name, amount, expected) -%}
with compared as (
  select
    dossier_id,
    bookyear_id,
    bookyear_period_nr,
    sum({{ amount }}) as amount,
    sum({{ expected }}) as expected
  from {{ ref('vat_against_ledger') }}
  group by dossier_id, bookyear_id, bookyear_period_nr
)

select
  {{ tap_octopus.finding(
    'c.dossier_id',
    bookyear_id='c.bookyear_id',
    subject='c.bookyear_period_nr',
    amount='c.amount',
    expected='c.expected'
  ) }}
from compared as c
join {{ tap_octopus.dossiers_to_check(check_name) }} as d on d.dossier_id = c.dossier_id
where c.amount <> c.expected
{%- endmacro %}

{#- Returns that fail an arithmetic check of the tax administration: the amount in grids, and what
    percentages of other grids make of it, without what earlier returns left over of these. -#}
{% macro returns_that_fail(grids, percentages, fails) -%}
{%- set whens = [] -%}
{%- for grid, percentage in percentages.items() -%}
  {%- do whens.append("when '" ~ grid ~ "' then " ~ percentage) -%}
{%- endfor -%}
with sums as (
  select
    dossier_id,
    return_start,
    sum(case when grid in ('{{ grids | join("', '") }}') then amount else 0 end) as amount,
    {{ tap_octopus.cents(tap_octopus.product(
      'sum(case grid ' ~ whens | join(' ') ~ ' else 0 end * greatest(booked, 0))',
      tap_octopus.percent()
    )) }} as expected
  from {{ ref('vat_return_grids') }}
  group by dossier_id, return_start
)

select
  {{ tap_octopus.finding(
    's.dossier_id',
    subject='s.return_start',
    detail='r.return_end',
    amount='s.amount',
    expected='s.expected'
  ) }}
from sums as s
join {{ ref('vat_returns') }} as r
  on r.dossier_id = s.dossier_id and r.return_start = s.return_start
where {{ fails }}
{%- endmacro %}
