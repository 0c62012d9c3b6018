"""Words that Snowflake or BigQuery take for their own, so that nothing can be named so."""

WORDS = """
account all and any array as asc at between by case cast check collate column connect constraint
create cross cube current database default define delete desc distinct drop else end enum escape
except exclude exists extract false fetch following for from full function grant group grouping
groups hash having if ignore in increment inner insert intersect interval into is issue join
lateral left like limit lookup merge minus natural new no not null nulls of on or order
organization outer over partition preceding proto qualify range recursive regexp respect revoke
right rlike rollup row rows sample schema select set some start struct table tablesample then to
treat trigger true try_cast unbounded union unique unnest update using values view when whenever
where window with within
"""

RESERVED = set(WORDS.split())
