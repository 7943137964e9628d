-- The reserved practice, which takes the entries of attempts that belong to no other.
select id from practice.practice where code = 'platform'
