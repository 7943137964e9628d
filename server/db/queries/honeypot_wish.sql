-- As the service `detection`. $1 how many, $2 for how many hours each; 0: as it was, or 30 days
insert into phi.honeypot_wish as w (tenant, wanted, lasts)
values ((select auth.tenant()), $1::bigint::integer,
        case when $2 > 0 then make_interval(hours => $2::bigint::integer) else '30 days' end)
on conflict (tenant) do update
    set wanted = excluded.wanted, lasts = case when $2 > 0 then excluded.lasts else w.lasts end
