-- Raises CU404 when one of them is not to be seen any more. $1 patients
select access.demand_in_sight($1)
