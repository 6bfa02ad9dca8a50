/**
 * Small numbers for texts, so that millions of rows group quickly. The number of a text is its place in a constant list: of a
 * column that is stored as a dictionary, the database then looks up each word of the dictionary and not each row.
 */
import { type Database, literal } from '../../database/database.ts';

export interface Ranked {
  readonly names: readonly string[];
  readonly distinct: number;
}

/** A text of one or more columns (as SQL): joined with a dash and null where one is, or the first that has a value. */
export interface Text {
  readonly columns: readonly string[];
  readonly joined: boolean;
}

/**
 * Groups the records by each of the texts, all in one go: of each the columns are `name_0`, `name_1`, …, and `n` how many
 * records. By columns and not by what they make: dictionaries group quickly, texts put together do not.
 */
export async function groupTexts(
  database: Database,
  from: string,
  texts: Readonly<Record<string, Text>>,
): Promise<void> {
  const names = Object.keys(texts);
  const columns = names.map(name => texts[name].columns.map((sql, i) => ({ sql, as: `${name}_${i}` })));
  const all = columns.flat();
  const which = names.map(name => `WHEN grouping(${name}_0) = 0 THEN ${literal(name)}`);
  const sets = columns.map(set => `(${set.map(({ as }) => as).join(', ')})`);
  await database.run(
    `CREATE OR REPLACE TEMP TABLE texts AS
     SELECT CASE ${which.join(' ')} END AS which, ${all.map(({ as }) => as).join(', ')}, count(*) AS n
     FROM (SELECT ${all.map(({ sql, as }) => `${sql} AS ${as}`).join(', ')} FROM ${from})
     GROUP BY GROUPING SETS (${sets.join(', ')})`,
  );
}

/** One of the texts, grouped: its columns as `c0`, `c1`, …, and `n`. */
export function grouped(name: string, { columns }: Text): string {
  return `(SELECT ${columns.map((_, i) => `${name}_${i} AS c${i}`).join(', ')}, n FROM texts WHERE which = ${literal(name)})`;
}

/**
 * The most frequent values of a text, `most` of them, as the list `name`; the tables `name_texts` (columns, text) and
 * `name_ranks` (text, place) stay until `forget`.
 */
export async function ranked(
  database: Database,
  from: string,
  { columns, joined }: Text,
  name: string,
  most: number,
): Promise<Ranked> {
  const parts = columns.map((_, i) => `c${i}`);
  const text = joined ? parts.join(" || '-' || ") : `coalesce(${parts.join(', ')})`;
  await database.run(`CREATE TEMP TABLE ${name}_texts AS SELECT *, ${text} AS t FROM ${from}`);
  await database.run(
    `CREATE TEMP TABLE ${name}_ranks AS
     SELECT t, row_number() OVER (ORDER BY n DESC, t) AS place
     FROM (SELECT t, sum(n) AS n FROM ${name}_texts GROUP BY t) WHERE t IS NOT NULL`,
  );
  const rows = await database.rows(`SELECT t FROM ${name}_ranks WHERE place <= ${most} ORDER BY place`);
  const [{ n }] = await database.rows(`SELECT CAST(count(*) AS DOUBLE) AS n FROM ${name}_ranks`);
  await list(database, name, `SELECT t AS value, place FROM ${name}_ranks WHERE place <= ${most}`);
  return { names: rows.map(({ t }) => String(t)), distinct: Number(n) };
}

export async function forget(database: Database, name: string): Promise<void> {
  await database.run(`DROP TABLE ${name}_texts`);
  await database.run(`DROP TABLE ${name}_ranks`);
}

/**
 * A list of the texts `value` in the order of `place`. They go from table to list without being written as SQL: a text of a
 * capture may hold any octet, zero too. Behind them come an empty text that holds the place of all others (one among the
 * values is found before it), and null.
 */
export async function list(database: Database, name: string, values: string): Promise<void> {
  const texts = `SELECT coalesce(list(value ORDER BY place), []::VARCHAR[]) FROM (${values})`;
  await database.run(`SET VARIABLE ${name}_list = (SELECT list_concat((${texts}), ['', NULL]))`);
}

/** Texts of ours as `list` takes them. */
export function fixed(values: readonly string[]): string {
  return `SELECT * FROM (VALUES ${values.map((value, i) => `(${literal(value)}, ${i})`).join(', ')}) given(value, place)`;
}

/** A list of the first values of another. */
export async function firstOf(database: Database, name: string, values: number, first: string): Promise<void> {
  await database.run(`SET VARIABLE ${first}_list = list_concat(getvariable('${name}_list')[1:${values}], ['', NULL])`);
}

/** Place of a text in a list, from 1; null for one that is not there. */
export function findSql(text: string, name: string): string {
  return `list_position(getvariable('${name}_list'), ${text})`;
}

/** The number of what was found in a list of so many values: from 0; then the rest, then null. */
export function numberSql(found: string, values: number): string {
  return `coalesce(${found}, ${values + 1}) - 1`;
}

/** The number of a list at a place from 0. */
export function pickSql(numbers: readonly number[], place: string): string {
  return `[${numbers.join(', ')}][${place} + 1]`;
}
