-- As custos_keys: every practice of this server.
select p.id from practice.practice p order by p.id
