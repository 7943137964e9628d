-- Inside a live session: hashes of its practice's tree, in the order asked for. Nodes that are not there are
-- left out. $1 bigint[] levels, $2 bigint[] indexes.
select n.hash from audit.tree_nodes($1, $2) n;
