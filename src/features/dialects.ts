/**
 * Where DuckDB and Spark differ. The SQL is written with Spark's names where it has one, and with a few names of our own;
 * DuckDB gets macros and types of those names, Spark a replacement of text. A name takes plain arguments, without
 * parentheses inside them.
 */

const TYPES = "('SAI', 'UL', 'UL_GPRS', 'CL', 'PDP_CREATE', 'PDP_UPDATE', 'PDP_DELETE', 'OTHER')";
const OUTCOMES = "('success', 'reject', 'error')";
const NODES = "('VLR', 'SGSN')";

/** Domain types of the contracts, as DuckDB describes them. */
export const DUCKDB_TYPES: Readonly<Record<string, string>> = {
  dialogue_type: `ENUM${TYPES}`,
  dialogue_outcome: `ENUM${OUTCOMES}`,
  node_name: `ENUM${NODES}`,
  device_key: 'UBIGINT',
  value_key: 'UBIGINT',
  'DECIMAL(38,0)': 'HUGEINT',
  TIMESTAMP: 'TIMESTAMP WITH TIME ZONE',
};

/** Run once in each database. */
export const DUCKDB: readonly string[] = [
  `CREATE TYPE dialogue_type AS ENUM ${TYPES}`,
  `CREATE TYPE dialogue_outcome AS ENUM ${OUTCOMES}`,
  `CREATE TYPE node_name AS ENUM ${NODES}`,
  'CREATE MACRO unix_micros(t) AS epoch_us(t)',
  'CREATE MACRO timestamp_micros(us) AS make_timestamptz(us)',
  // hash(a, b) is a mix of hash(a) XOR hash(b): XOR over several of them would forget which a went with which b.
  'CREATE MACRO xxhash64(a, b) AS hash(hash(a, b))',
  // Texts become enumerations, one octet each; a type or outcome that is none of them ends the query (inputs.ts finds the row).
  'CREATE MACRO type_of(x) AS CAST(x AS dialogue_type)',
  'CREATE MACRO outcome_of(x) AS CAST(x AS dialogue_outcome)',
  'CREATE MACRO node_of(x) AS TRY_CAST(x AS node_name)',
  // A device by a number of 64 bits: no two of a run share one (duckdb.ts looks).
  'CREATE MACRO device_of(x) AS hash(x)',
  // Values that are only compared with others of their kind.
  "CREATE MACRO key_of(x) AS CASE WHEN x <> '' THEN hash(x) END",
  "CREATE MACRO pair_key_of(x, y) AS CASE WHEN x <> '' AND y <> '' THEN hash(x, y) END",
  'CREATE MACRO minute_of(us) AS us - us % 60000000',
  // Counts over rows that carry one.
  'CREATE MACRO total_where(x, c) AS CAST(coalesce(sum(x) FILTER (WHERE c), 0) AS BIGINT)',
  // A share of nothing is 0.
  'CREATE MACRO ratio(a, b) AS CAST(coalesce(a / nullif(b, 0), 0) AS DOUBLE)',
  'CREATE MACRO square(x) AS CAST(x AS HUGEINT) * x',
  // Seconds, from how many (n), the sum (s) and the sum of the squares (s2) of whole microseconds.
  'CREATE MACRO mean_of(n, s) AS CAST(s AS DOUBLE) / nullif(n, 0) / 1e6',
  `CREATE MACRO deviation_of(n, s, s2) AS CASE WHEN n > 1 THEN
     sqrt((CASE WHEN CAST(n AS DOUBLE) * CAST(s2 AS DOUBLE) < 1e37
       THEN CAST(CAST(n AS HUGEINT) * s2 - CAST(s AS HUGEINT) * s AS DOUBLE)
       ELSE CAST(n AS DOUBLE) * CAST(s2 AS DOUBLE) - CAST(s AS DOUBLE) * CAST(s AS DOUBLE) END)
       / n / (n - 1)) / 1e6 END`,
  "CREATE MACRO joined_in_order(x, place) AS string_agg(x, '-' ORDER BY place)",
];
