-- A digest of what became of a client's mutations, which its device compares with its own: where a restored server
-- did one of them otherwise than before, nothing else would tell. Unknown for clients of before.
alter table sync_clients add column outcomes_digest bigint
