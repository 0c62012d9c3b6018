{%- set as_of = tap_octopus.as_of() -%}
-- What other marts say of a dossier on the day of the answers, one row for each dossier.
with beside as (
  select
    l.dossier_id,
    sum(case when r.role = 'suspense' then l.booking_amount else 0 end) as suspense_amount,
    sum(case when r.role = 'transfers' then l.booking_amount else 0 end) as transfer_amount
  from {{ ref('general_ledger') }} as l
  join {{ ref('dossier_account_roles') }} as r
    on r.dossier_id = l.dossier_id
    and r.account_nr = l.account_nr
    and r.role in ('suspense', 'transfers')
  where l.is_repeated_opening = {{ tap_octopus.no() }} and l.document_date <= {{ as_of }}
  group by l.dossier_id
),

bank as (
  select dossier_id, count(*) as unmatched_bank_lines
  from {{ ref('bank_lines') }}
  where open_amount <> 0
  group by dossier_id
),

found as (
  select
    dossier_id,
    sum(case when severity = 'error' then 1 else 0 end) as errors,
    sum(case when severity = 'warning' then 1 else 0 end) as warnings,
    sum(case when severity = 'hint' then 1 else 0 end) as hints,
    sum(case
      when severity <> 'warning' then 0
      {%- for start in ['vat_', 'listing_', 'purchases_ledger', 'sales_ledger'] %}
      when left(check_name, {{ start | length }}) = '{{ start }}' then 1
      {%- endfor %}
      else 0
    end) as vat_warnings
  from {{ ref('findings') }}
  group by dossier_id
),

items as (
  select
    dossier_id,
    sum(case when side = 'customers' and days_overdue > 60 then open_amount else 0 end)
      as overdue_over_60,
    sum(case when side = 'customers' then open_amount else 0 end) as open_receivable,
    sum(case when side = 'suppliers' then -open_amount else 0 end) as open_payable
  from {{ ref('open_items') }}
  group by dossier_id
),

money as (
  select dossier_id, sum(balance) as cash
  from (
    select
      c.dossier_id,
      c.balance,
      row_number() over (
        partition by c.dossier_id, c.account_nr order by c.month desc
      ) as place
    from {{ ref('cash_position') }} as c
    where c.month <= {{ as_of }}
  ) as placed
  where place = 1
  group by dossier_id
),

results as (
  select dossier_id, amount as result, amount_last_year as result_last_year
  from (
    select
      s.*,
      row_number() over (
        partition by s.dossier_id order by s.month desc, s.bookyear_id desc
      ) as choice
    from {{ ref('income_statement') }} as s
    where s.line = '9904' and s.month <= {{ as_of }}
  ) as chosen
  where choice = 1
)

select
  i.dossier_id,
  coalesce(s.suspense_amount, 0) as suspense_amount,
  coalesce(s.transfer_amount, 0) as transfer_amount,
  coalesce(b.unmatched_bank_lines, 0) as unmatched_bank_lines,
  {%- for column in ['errors', 'warnings', 'hints', 'vat_warnings'] %}
  coalesce(f.{{ column }}, 0) as {{ column }},
  {%- endfor %}
  {%- for column in ['overdue_over_60', 'open_receivable', 'open_payable'] %}
  coalesce(o.{{ column }}, 0) as {{ column }},
  {%- endfor %}
  coalesce(m.cash, 0) as cash,
  r.result,
  r.result_last_year
from {{ ref('dossier_ids') }} as i
{%- for alias, part in {'s': 'beside', 'b': 'bank', 'f': 'found', 'o': 'items', 'm': 'money',
  'r': 'results'}.items() %}
left join {{ part }} as {{ alias }} on {{ alias }}.dossier_id = i.dossier_id
{%- endfor %}
