select line, part, factor from {seeds}.statutory_totals order by line, part
