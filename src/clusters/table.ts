/** The feature table into memory: identities as texts, the columns asked for as one matrix, NaN where a value is missing. */
import { stat } from 'node:fs/promises';
import { type Database, identifier, literal } from '../database/database.ts';
import { OperatorError, systemReason } from '../errors.ts';
import { type Matrix, sharedMatrix } from './matrix.ts';

export interface FeatureTable {
  /** By row, in the order of the file. */
  readonly devices: readonly string[];
  readonly columns: readonly string[];
  readonly matrix: Matrix;
}

const IDENTITY = 'simId';
const NUMBERS = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT|FLOAT|DOUBLE|DECIMAL)/;
const FLOATS = /^(FLOAT|DOUBLE)$/;

/** Types of the columns by name. */
async function describe(db: Database, path: string): Promise<Map<string, string>> {
  try {
    if (!(await stat(path)).isFile()) throw new OperatorError('not-a-file', `${path}: it is no file`);
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw new OperatorError('no-such-file', `cannot read ${path}: ${systemReason(error)}`);
  }
  try {
    const rows = await db.rows(`DESCRIBE SELECT * FROM read_parquet(${literal(path)})`);
    return new Map(rows.map(row => [String(row.column_name), String(row.column_type)]));
  } catch {
    throw new OperatorError('not-parquet', `${path}: it cannot be read as Parquet`);
  }
}

/** `a, b, c and 4 more`. */
function some(names: readonly string[], most = 5): string {
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** Throws an OperatorError that names the file and what is wrong with it. */
export async function readFeatures(db: Database, path: string, columns: readonly string[]): Promise<FeatureTable> {
  const types = await describe(db, path);
  const absent = [IDENTITY, ...columns].filter(name => !types.has(name));
  if (absent.length > 0) {
    const what = absent.length === 1 ? 'column is' : 'columns are';
    throw new OperatorError('missing-columns', `${path}: ${absent.length} ${what} missing: ${some(absent)}`);
  }
  const texts = columns.filter(name => !NUMBERS.test(types.get(name) ?? ''));
  if (texts.length > 0) {
    throw new OperatorError('not-a-number', `${path}: no numbers in ${some(texts)} (${types.get(texts[0])})`);
  }
  const rows = await checked(db, path, columns, types);
  const from = `read_parquet(${literal(path)})`;
  const numbers = columns.map(name => `coalesce(CAST(${identifier(name)} AS DOUBLE), 'nan'::DOUBLE)`);
  const devices: string[] = [];
  const matrix = sharedMatrix(rows, columns.length);
  let row = 0;
  const query = `SELECT CAST(${identifier(IDENTITY)} AS VARCHAR), ${numbers.join(', ')} FROM ${from}`;
  for await (const [names, ...values] of db.columns(query)) {
    for (const name of names) devices.push(String(name));
    values.forEach((column, j) => {
      const doubles = column as Float64Array;
      for (let i = 0, at = row * columns.length + j; i < doubles.length; i++, at += columns.length) {
        matrix.values[at] = doubles[i];
      }
    });
    row += names.length;
  }
  return { devices, columns, matrix };
}

/** The number of rows, where each is a device of its own and every number is finite. */
async function checked(
  db: Database,
  path: string,
  columns: readonly string[],
  types: ReadonlyMap<string, string>,
): Promise<number> {
  const floats = columns.filter(name => FLOATS.test(types.get(name) ?? ''));
  const wild = floats.map(
    (name, i) => `count(*) FILTER (WHERE NOT isfinite(${identifier(name)})) AS ${identifier(`w${i}`)}`,
  );
  const id = identifier(IDENTITY);
  const [found] = await db.rows(
    `SELECT ${['count(*) AS n', `count(${id}) AS known`, `count(DISTINCT ${id}) AS different`, ...wild].join(', ')}
     FROM read_parquet(${literal(path)})`,
  );
  const rows = Number(found.n);
  if (rows === 0) throw new OperatorError('no-devices', `${path}: it holds no device`);
  const known = Number(found.known);
  if (known < rows) throw new OperatorError('no-identity', `${path}: ${rows - known} rows have no ${IDENTITY}`);
  const again = rows - Number(found.different);
  if (again > 0) throw new OperatorError('device-twice', `${path}: ${again} rows have the ${IDENTITY} of another row`);
  floats.forEach((name, i) => {
    const count = Number(found[`w${i}`]);
    if (count > 0) {
      const what = count === 1 ? 'value that is' : 'values that are';
      throw new OperatorError('not-finite', `${path}: ${name} has ${count} ${what} NaN or infinite`);
    }
  });
  return rows;
}
