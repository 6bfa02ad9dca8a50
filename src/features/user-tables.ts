/** The user's own tables: devices (whose they are, what equipment they have) and TACs (what a type allocation code is). */
import { statSync } from 'node:fs';
import { type Database, identifier, literal } from '../database/database.ts';
import { OperatorError } from '../errors.ts';

/** A column and the headings under which it is known, in small letters without spaces or signs. */
type Headings = Readonly<Record<string, readonly string[]>>;

const DEVICE_HEADINGS: Headings = {
  sim_id: ['simid', 'imsi', 'sim', 'device', 'deviceid'],
  organisation_id: [
    'organisationid',
    'organizationid',
    'organisation',
    'organization',
    'customer',
    'customerid',
    'customername',
  ],
  tac: ['tac'],
  imei: ['imei', 'imeisv'],
};

const TAC_HEADINGS: Headings = {
  tac: ['tac', 'typeallocationcode'],
  model_name: ['modelname', 'model', 'gsmamodelname', 'standardisedmodelname', 'internalmodelname'],
  brand_name: ['brandname', 'brand', 'gsmabrandname'],
  marketing_name: ['marketingname', 'gsmamarketingname', 'standardisedmarketingname'],
  device_type: ['devicetype', 'type', 'gsmadevicetype', 'standardiseddevicetype', 'equipmenttype'],
  manufacturer: [
    'manufacturer',
    'gsmamanufacturer',
    'manufacturername',
    'manufacturerorapplicant',
    'standardisedmanufacturer',
    'vendor',
  ],
};

interface Found {
  readonly reader: string;
  /** The file's own name of each column that it has. */
  readonly has: ReadonlyMap<string, string>;
}

async function find(db: Database, option: string, path: string, headings: Headings): Promise<Found> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new OperatorError('no-such-file', `${option} ${path}: no such file`);
  const reader = /\.(parquet|pq)$/i.test(path)
    ? `read_parquet(${literal(path)})`
    : `read_csv(${literal(path)}, header = true, all_varchar = true)`;
  let names: string[];
  try {
    names = (await db.rows(`DESCRIBE SELECT * FROM ${reader}`)).map(row => String(row.column_name));
  } catch (error) {
    throw new OperatorError(
      'not-a-table',
      `${option} ${path}: cannot be read: ${String((error as Error).message).split('\n')[0]}`,
    );
  }
  const has = new Map<string, string>();
  for (const [column, known] of Object.entries(headings)) {
    // In the order of the headings: the first that the file has is meant.
    const name = known.flatMap(heading =>
      names.filter(each => each.toLowerCase().replaceAll(/[^a-z0-9]/g, '') === heading),
    )[0];
    if (name !== undefined) has.set(column, name);
  }
  const [first] = Object.keys(headings);
  if (!has.has(first)) {
    throw new OperatorError(
      'missing-column',
      `${option} ${path}: no column of that kind: ${headings[first].join(', ')}`,
    );
  }
  return { reader, has };
}

/** A value of the file as text; null where it has no such column or the field is empty. */
function text(found: Found, column: string): string {
  const name = found.has.get(column);
  return name === undefined ? 'CAST(NULL AS VARCHAR)' : `nullif(trim(CAST(${identifier(name)} AS VARCHAR)), '')`;
}

/** `owned`: sim_id, organisation_id, tac. Empty without a file. */
export async function loadDevices(db: Database, path: string | undefined): Promise<void> {
  if (path === undefined) {
    await db.run('CREATE TABLE owned (sim_id VARCHAR, organisation_id VARCHAR, tac INTEGER)');
    return;
  }
  const found = await find(db, '--devices', path, DEVICE_HEADINGS);
  await db.run(`CREATE TABLE owned AS
    SELECT DISTINCT
      ${text(found, 'sim_id')} AS sim_id,
      ${text(found, 'organisation_id')} AS organisation_id,
      coalesce(TRY_CAST(${text(found, 'tac')} AS INTEGER), CASE WHEN length(${text(found, 'imei')}) >= 14 THEN TRY_CAST(substr(${text(found, 'imei')}, 1, 8) AS INTEGER) END) AS tac
    FROM ${found.reader}
    WHERE ${text(found, 'sim_id')} IS NOT NULL`);
  const [twice] = await db.rows(
    'SELECT count(*) AS n FROM (SELECT sim_id FROM owned GROUP BY sim_id HAVING count(*) > 1)',
  );
  if (Number(twice.n) > 0) {
    throw new OperatorError(
      'twice',
      `--devices ${path}: ${twice.n} devices stand there more than once, with different values`,
    );
  }
}

/** `models`: tac and the five names. Empty without a file; of a TAC that stands there twice, the least row. */
export async function loadModels(db: Database, path: string | undefined): Promise<void> {
  const names = Object.keys(TAC_HEADINGS);
  if (path === undefined) {
    await db.run(
      `CREATE TABLE models (tac INTEGER, ${names
        .slice(1)
        .map(name => `${name} VARCHAR`)
        .join(', ')})`,
    );
    return;
  }
  const found = await find(db, '--tac', path, TAC_HEADINGS);
  const rest = names.slice(1);
  await db.run(`CREATE TABLE models AS
    SELECT ${names.join(', ')} FROM (
      SELECT *, row_number() OVER (PARTITION BY tac ORDER BY ${rest.join(', ')}) AS place FROM (
        SELECT TRY_CAST(${text(found, 'tac')} AS INTEGER) AS tac, ${rest.map(name => `${text(found, name)} AS ${name}`).join(', ')}
        FROM ${found.reader}))
    WHERE place = 1 AND tac IS NOT NULL`);
}
