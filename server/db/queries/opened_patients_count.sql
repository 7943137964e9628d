-- Counts patients before they leave. $1 patients, $2 whether they are opened; else they stand in a list
select phi.count_patients($1, $2) as verdict
