-- The day that the marts are of.
select max(as_of) as day from {marts}.office_desk
