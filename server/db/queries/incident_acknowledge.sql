-- $1 the incident
select access.acknowledge($1) as acknowledged
