select statement, place, line, side, label_nl, label_fr, label_en
from {seeds}.statutory_lines
order by statement, place
