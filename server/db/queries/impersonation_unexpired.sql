-- Raises CU403 when the time of an impersonation is over.
select access.demand_standing()
