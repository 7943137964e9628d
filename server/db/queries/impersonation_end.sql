-- What follows in the transaction is done as the operator again.
select e.tenant, e.impersonation from access.end_impersonation() e
