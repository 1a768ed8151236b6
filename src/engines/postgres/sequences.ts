/** What is asked of sequences, as it is prepared in a session of the embedded server: ahead of each moment, and behind each going back. */
export const sequenceQuestions: Readonly<Record<string, string>> = {
  pawl_stands: `SELECT pg_catalog.set_config('pawl.sequences', (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(c.oid, d.last_value, d.is_called))::text
 FROM pg_catalog.pg_sequence q CROSS JOIN LATERAL (SELECT c.oid FROM pg_catalog.pg_class c WHERE c.oid = q.seqrelid AND c.relpersistence <> 't' OFFSET 0) c
 CROSS JOIN LATERAL pg_catalog.pg_get_sequence_data(c.oid) d WHERE d.last_value IS NOT NULL), false)`,
  pawl_stood: `SELECT pg_catalog.setval(c.oid, (s ->> 1)::bigint, (s ->> 2)::boolean)
 FROM pg_catalog.json_array_elements(nullif(pg_catalog.current_setting('pawl.sequences', true), '')::json) s
 CROSS JOIN LATERAL (SELECT c.oid FROM pg_catalog.pg_class c WHERE c.oid = (s ->> 0)::oid AND c.relkind = 'S' OFFSET 0) c CROSS JOIN LATERAL pg_catalog.pg_get_sequence_data(c.oid) d
 WHERE d.last_value <> (s ->> 1)::bigint OR d.is_called <> (s ->> 2)::boolean`,
}
const stands = 'EXECUTE pawl_stands'
const setBack = 'SET LOCAL SESSION AUTHORIZATION DEFAULT; EXECUTE pawl_stood'

/**
 * Sequences stand outside of transactions: what took a value of one, or set it, is not taken back with the rest. So where they stand is
 * written into a setting ahead of each moment that can be gone back to. Settings are taken back, so behind a going back it is the
 * moment's own. Inside a transaction it is read as whoever asks there.
 */
export const keepSequencesSql = (inside: boolean): string =>
  inside ? stands : `BEGIN; SET LOCAL SESSION AUTHORIZATION DEFAULT; ${stands}; COMMIT`

/** Lets sequences stand again where they stood, behind a going back to a savepoint of the open transaction or to its beginning. */
export const sequencesBackSql = (inside: boolean): string =>
  inside
    ? `SAVEPOINT pawl_sequences; ${setBack}; ROLLBACK TO pawl_sequences; RELEASE pawl_sequences`
    : `BEGIN READ WRITE; ${setBack}; ROLLBACK`
