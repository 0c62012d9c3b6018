"""What each measure of the model is to come to: SQL over the marts, written without the DAX.

A query is asked for dossiers ($dossiers) and for the days from $first to $last.
"""

OF_RESULTS = """
select sum({amount}) from marts.income_statement
where line = '{line}' and dossier_id in $dossiers and month between $first and $last
"""
OPEN = """
select sum(open_amount) * {sign} from marts.open_items
where side = '{side}' and days_overdue > {days} and dossier_id in $dossiers
and document_date between $first and $last
"""
THEN = """
select sum(amount) * {sign} from marts.open_item_movements
where side = '{side}' and dossier_id in $dossiers and coalesce(movement_date, $first) <= $last
"""
OUTSTANDING = """
select 365 * sum({owed}) / sum({moved}) from (
  from marts.days_outstanding where dossier_id in $dossiers and month between $first and $last
  qualify row_number() over (partition by dossier_id order by month desc) = 1
) having sum({moved}) > 0
"""
FIGURES = {
    # Results by cost centre add up to the lines of the law.
    "Turnover": OF_RESULTS.format(amount="month_amount", line="70"),
    "Gross margin": OF_RESULTS.format(amount="month_amount", line="9900"),
    "EBITDA": OF_RESULTS.format(amount="month_amount", line="ebitda"),
    "Operating result": OF_RESULTS.format(amount="month_amount", line="9901"),
    "Result after tax": OF_RESULTS.format(amount="month_amount", line="9904"),
    "Gross margin %": """
        select sum(gross_margin) / sum(turnover) from marts.results
        where dossier_id in $dossiers and month between $first and $last
        """,
    "Revenue": """
        select -sum(booking_amount) from marts.general_ledger
        where account_nr // 10000 = 70 and dossier_id in $dossiers
        and month between $first and $last
        """,
    "Cost of purchases": """
        select sum(base_amount + lost_vat) from marts.spend
        where dossier_id in $dossiers and month between $first and $last
        """,
    "Booked": """
        select sum(debit - credit) from marts.general_ledger
        where not is_repeated_opening and dossier_id in $dossiers
        and booking_date between $first and $last
        """,
    "Documents": """
        select count(distinct (dossier_id, bookyear_id, journal_key, document_sequence_nr))
        from marts.general_ledger
        where dossier_id in $dossiers and booking_date between $first and $last
        """,
    "Receivable": OPEN.format(side="customers", sign=1, days=-99999),
    "Payable": OPEN.format(side="suppliers", sign=-1, days=-99999),
    "Overdue": OPEN.format(side="customers", sign=1, days=0),
    "Overdue over 60 days": OPEN.format(side="customers", sign=1, days=60),
    "Receivable then": THEN.format(side="customers", sign=1),
    "Payable then": THEN.format(side="suppliers", sign=-1),
    "Paid late %": """
        select sum(late_payments) / sum(payments) from marts.payments_by_month
        where dossier_id in $dossiers and month between $first and $last
        """,
    "DSO": OUTSTANDING.format(owed="receivables", moved="sales_with_vat"),
    "DPO": OUTSTANDING.format(owed="payables", moved="purchases_with_vat"),
    "Cash": """
        select sum(balance) from (
          from marts.cash_position where dossier_id in $dossiers and month <= $last
          qualify row_number() over (partition by dossier_id, account_nr order by month desc) = 1
        )
        """,
    "Expected cash": """
        select sum(balance) from (
          select dossier_id, max_by(balance_after, week_start) as balance from marts.cash_forecast
          where dossier_id in $dossiers and week_start <= $last group by dossier_id
        )
        """,
    "VAT due": """
        select sum(grid_xx - grid_yy) from marts.vat_returns
        where dossier_id in $dossiers and return_start between $first and $last
        """,
    "VAT of next return": """
        select sum(vat_amount) from marts.office_desk
        where dossier_id in $dossiers and $first <= $last
        """,
    "Balance sheet": """
        select sum(presented_amount) from (
          from marts.balance_sheet where dossier_id in $dossiers and month between $first and $last
          qualify rank() over (partition by dossier_id order by month desc) = 1
        )
        """,
    "Income statement": """
        select sum(month_amount) from marts.income_statement
        where dossier_id in $dossiers and month between $first and $last
        """,
    "Errors": """
        select nullif(count(*), 0) from marts.findings
        where severity = 'error' and dossier_id in $dossiers and $first <= $last
        """,
}
MORE = {
    "Booked on class 4": (
        "CALCULATE([Booked], dim_account[account_class] = 4)",
        """
        select sum(booking_amount) from marts.general_ledger
        where not is_repeated_opening and account_class = 4 and dossier_id in $dossiers
        and booking_date between $first and $last
        """,
    ),
    "Revenue in Belgium": (
        'CALCULATE([Revenue], dim_relation[country] = "BE")',
        """
        select sum(revenue) from marts.revenue_by_customer as r
        join marts.dim_relation_cards as c using (dossier_id, relation_id)
        join marts.dim_relation as f using (relation_key)
        where f.country = 'BE' and dossier_id in $dossiers and month between $first and $last
        """,
    ),
}
"""DAX over the measures, which takes the ways to accounts and firms, and what it is to come to."""

OF_THE_DESK = {
    "Receivable": "open_receivable",
    "Payable": "open_payable",
    "Overdue over 60 days": "overdue_over_60",
    "Cash": "cash",
    "VAT of next return": "vat_amount",
}
"""Measures that the desk of the office shows as well, of the day of the answers."""
