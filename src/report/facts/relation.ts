/** A Parquet file as SQL reads it: columns that it lacks are null. */
import { type Database, literal } from '../../database/database.ts';
import { OperatorError } from '../../errors.ts';

export interface Relation {
  /** What stands behind FROM. */
  readonly from: string;
  readonly columns: ReadonlySet<string>;
}

/** Opens the files as one; an OperatorError names one that is no Parquet, or a column that must be there and is not. */
export async function relation(
  database: Database,
  files: readonly string[],
  needed: readonly string[],
): Promise<Relation> {
  const from = `read_parquet([${files.map(file => literal(asPattern(file))).join(', ')}], union_by_name = true)`;
  let described: Record<string, unknown>[];
  try {
    described = await database.rows(`DESCRIBE SELECT * FROM ${from}`);
  } catch (error) {
    const why = String(error instanceof Error ? error.message : error).split('\n', 1)[0];
    const which = files.find(file => why.includes(file)) ?? files[0];
    throw new OperatorError('not-parquet', `cannot read ${which}: it is no whole Parquet file`);
  }
  const columns = new Set(described.map(row => String(row.column_name)));
  const lacking = needed.find(name => !columns.has(name));
  if (lacking !== undefined) {
    throw new OperatorError('no-column', `${files[0]} has no column ${lacking}: is it what sigprobe wrote?`);
  }
  return { from, columns };
}

/** The database takes a path for a pattern: letters that would mean something in one stand for themselves. */
export function asPattern(path: string): string {
  return path.replace(/[*?[]/g, '[$&]');
}

/** The column as that type, null where there is none. */
export function column({ columns }: Relation, name: string, type = 'VARCHAR'): string {
  return `CAST(${columns.has(name) ? `"${name}"` : 'NULL'} AS ${type})`;
}
