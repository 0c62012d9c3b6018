{#- The countries whose VAT payers are those of the EU. Northern Ireland is XI, for goods. -#}
{% macro eu_countries() -%}
  {{ return(
    "'AT', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'EL', 'ES', 'FI', 'FR', 'HR', 'HU', 'IE', 'IT', 'LT',"
    ~ " 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK', 'XI'"
  ) }}
{%- endmacro %}

{#- CTEs that read VAT numbers as people type them: those of the CTE `rows`, by its columns vat_nr and
    country. The last one, `numbered`, has a row for each vat_nr and country ('' for null), with:
      written      the number without signs, in capitals; '' where nothing was written
      home         the country, as VAT numbers begin with it (EL); null where none was entered
      kind         none, belgian, foreign or not understood
      vat_identity what two relations share that are the same: the ten digits of a Belgian number,
                   one of another country with that country; else null
    A number of zeros and a country alone are none. Belgian are nine or ten digits after BE, or
    alone where no other country was entered; what follows them is no part of it.
    Each step is distinct, or PostgreSQL would work out an expression wherever it is named. -#}
{% macro vat_numbers(rows) -%}
typed as (
  select distinct
    coalesce(r.vat_nr, '') as vat_nr,
    coalesce(r.country, '') as country,
    {{ tap_octopus.without("upper(coalesce(r.vat_nr, ''))", '[^A-Z0-9]') }} as written,
    case
      when upper(trim(r.country)) = 'GR' then 'EL'
      else nullif(upper(trim(r.country)), '')
    end as home
  from {{ rows }} as r
),

labelled as (
  select distinct
    t.*,
    {{ tap_octopus.without('t.written', '^(N?(BTW|TVA|VAT|MWST|UST|KBO|BCE|RPR|RPM|ONDERNEMINGS|ENTREPRISE|ON|ID|NUMMER|NUMERO|NR))+') }}
      as unlabelled
  from typed as t
),

parted as (
  select distinct
    l.*,
    {{ tap_octopus.without('l.unlabelled', '^[A-Z]+') }} as from_digits,
    {{ tap_octopus.without('l.unlabelled', '[0-9].*$') }} as letters,
    {{ tap_octopus.without('l.unlabelled', '[A-Z]') }} as all_digits
  from labelled as l
),

counted as (
  select distinct
    p.*,
    {{ tap_octopus.without('p.from_digits', '[A-Z].*$') }} as first_digits,
    case when left(p.letters, 2) = 'GR' then 'EL' else left(p.letters, 2) end as prefix
  from parted as p
),

digits as (
  -- Ten digits and more are a number with something behind it, where the ten check each other.
  select
    c.*,
    case
      when left(c.letters, 2) = 'BE' or right(c.letters, 2) = 'BE' then {{ tap_octopus.yes() }}
      when c.letters <> '' or coalesce(c.home, 'BE') <> 'BE' then {{ tap_octopus.no() }}
      else {{ tap_octopus.truth('c.first_digits = c.all_digits') }}
    end as may_be_belgian,
    case
      when {{ dbt.length('c.first_digits') }} = 9 then {{ tap_octopus.concat("'0'", 'c.first_digits') }}
      when {{ dbt.length('c.first_digits') }} = 10 then c.first_digits
      when {{ tap_octopus.is_enterprise_nr('left(c.first_digits, 10)') }} = {{ tap_octopus.yes() }} then left(c.first_digits, 10)
    end as ten
  from counted as c
),

told as (
  select
    d.*,
    case
      when replace(d.all_digits, '0', '') = '' then 'none'
      when d.may_be_belgian = {{ tap_octopus.yes() }} and d.ten is not null then 'belgian'
      when d.may_be_belgian = {{ tap_octopus.yes() }} then 'not understood'
      when {{ dbt.length('d.letters') }} > 4 then 'not understood'
      when {{ dbt.length('d.all_digits') }} > 1 and (
        d.prefix = d.home or d.prefix in ({{ tap_octopus.eu_countries() }}, 'CH', 'GB', 'NO')
      ) then 'foreign'
      when {{ dbt.length('d.all_digits') }} > 4 and d.home <> 'BE' then 'foreign'
      else 'not understood'
    end as kind
  from digits as d
),

numbered as (
  select
    t.*,
    case
      when t.kind = 'belgian' then t.ten
      when t.kind = 'foreign' and t.letters <> '' and (
        t.prefix = t.home or t.prefix in ({{ tap_octopus.eu_countries() }}, 'CH', 'GB', 'NO')
      ) then {{ tap_octopus.concat('t.prefix', 'substring(t.unlabelled, 3, 100)') }}
      when t.kind = 'foreign' then {{ tap_octopus.concat('t.home', 't.unlabelled') }}
    end as vat_identity
  from told as t
)
{%- endmacro %}
