-- Raises CU404 when one of them, opened by a break-glass of this session, is not to be seen any more. $1 patients
select access.demand_in_sight(access.opened_here($1))
