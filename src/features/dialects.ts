/**
 * Where DuckDB and Spark differ, and nowhere else. The SQL is written with Spark's functions where DuckDB lacks them, and with
 * a few of our own: DuckDB has all of these as macros and types, for Spark the text of a call is replaced before it runs.
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
  // Adds up without end.
  'CREATE MACRO whole(x) AS x',
  // Seconds, from how many (n), the sum (s) and the sum of the squares (s2) of whole microseconds.
  'CREATE MACRO mean_of(n, s) AS CAST(s AS DOUBLE) / nullif(n, 0) / 1e6',
  `CREATE MACRO deviation_of(n, s, s2) AS CASE WHEN n > 1 THEN
     sqrt((CASE WHEN CAST(n AS DOUBLE) * CAST(s2 AS DOUBLE) < 1e37
       THEN CAST(CAST(n AS HUGEINT) * s2 - CAST(s AS HUGEINT) * s AS DOUBLE)
       ELSE CAST(n AS DOUBLE) * CAST(s2 AS DOUBLE) - CAST(s AS DOUBLE) * CAST(s AS DOUBLE) END)
       / n / (n - 1)) / 1e6 END`,
  "CREATE MACRO joined_in_order(x, place) AS string_agg(x, '-' ORDER BY place)",
];

const oneOf = (x: string, names: string): string =>
  `CASE WHEN ${x} IN ${names} THEN ${x} ELSE raise_error('no such name') END`;
const decimal = (x: string): string => `CAST(${x} AS DECIMAL(38,0))`;
const double = (x: string): string => `CAST(${x} AS DOUBLE)`;

/** The same names for Spark: what stands in place of a call. Functions that are not here are Spark's own. */
const SPARK: Readonly<Record<string, (...args: string[]) => string>> = {
  type_of: x => oneOf(x, TYPES),
  outcome_of: x => oneOf(x, OUTCOMES),
  node_of: x => `CASE WHEN ${x} IN ${NODES} THEN ${x} END`,
  device_of: x => x,
  key_of: x => `nullif(${x}, '')`,
  pair_key_of: (x, y) => `concat(nullif(${x}, ''), '-', nullif(${y}, ''))`,
  minute_of: us => `(${us} - ${us} % 60000000)`,
  total_where: (x, condition) => `CAST(coalesce(sum(${x}) FILTER (WHERE ${condition}), 0) AS BIGINT)`,
  ratio: (a, b) => `coalesce(${double(a)} / nullif(${double(b)}, 0), 0D)`,
  square: x => `(CAST(${x} AS DECIMAL(19,0)) * CAST(${x} AS DECIMAL(19,0)))`,
  whole: x => decimal(x),
  mean_of: (n, s) => `${double(s)} / nullif(${n}, 0) / 1e6`,
  deviation_of: (n, s, s2) => `CASE WHEN ${n} > 1 THEN
     sqrt((CASE WHEN ${double(n)} * ${double(s2)} < 1e37
       THEN ${double(`${decimal(n)} * ${decimal(s2)} - ${decimal(s)} * ${decimal(s)}`)}
       ELSE ${double(n)} * ${double(s2)} - ${double(s)} * ${double(s)} END)
       / ${n} / (${n} - 1)) / 1e6 END`,
  joined_in_order: (x, place) =>
    `concat_ws('-', transform(array_sort(collect_list(struct(${place} AS place, ${x} AS name))), each -> each.name))`,
};

/** The arguments of a call whose opening bracket stands at `at`, and where it ends. Texts in our SQL hold no brackets. */
function argumentsOf(sql: string, at: number): { args: string[]; end: number } {
  const args: string[] = [];
  let depth = 0;
  let from = at + 1;
  for (let i = at; i < sql.length; i++) {
    if (sql[i] === '(') depth++;
    else if (sql[i] === ')' && --depth === 0) return { args: [...args, sql.slice(from, i).trim()], end: i + 1 };
    else if (sql[i] === ',' && depth === 1) {
      args.push(sql.slice(from, i).trim());
      from = i + 1;
    }
  }
  throw new Error(`a call without end: ${sql.slice(at - 20, at + 20)}`);
}

/** The SQL as Spark takes it. */
export function forSpark(sql: string): string {
  const call = new RegExp(`\\b(${Object.keys(SPARK).join('|')})\\(`).exec(sql);
  if (call === null) return sql;
  const { args, end } = argumentsOf(sql, call.index + call[1].length);
  return sql.slice(0, call.index) + forSpark(SPARK[call[1]](...args.map(forSpark))) + forSpark(sql.slice(end));
}
