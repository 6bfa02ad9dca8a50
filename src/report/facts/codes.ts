/** Small numbers for texts: the columns of a slab hold these, so that millions of rows group quickly. */
import { type Database, literal } from '../../database/database.ts';
import { OperatorError } from '../../errors.ts';
import { type Choice, ENTITIES, type Entity, type Kind, type Names, OUTCOMES } from '../page/model.ts';
import { column, type Relation } from './relation.ts';

/** Kinds are bits of a number of the database; sigprobe writes twelve at most. */
const MOST_KINDS = 60;
/** Labels of reasons that have a place of their own, and countries of the filter. */
const MOST_REASONS = 60;
const MOST_COUNTRIES = 24;
/** Beyond so many dialogues few cells are empty any more: half as many countries keep the page small. */
const MANY_DIALOGUES = 40e6;
/** Entities with a place of their own before the page's budget cuts them further. */
const MOST_ENTITIES: Readonly<Record<Entity, number>> = {
  country: 250,
  operator: 80,
  home: 60,
  apn: 60,
  node: 60,
  ggsn: 60,
};
/** Where a missing value is a row of its own: every dialogue has the thing, told or not. */
const UNTOLD = new Set<Entity>(['country', 'operator', 'home']);

/** The rank of a code of a text: known names in order, then the rest, then null. */
export interface Code {
  readonly names: Names;
  /** SQL of its number. */
  readonly sql: string;
  readonly size: number;
}

export interface Codes {
  readonly kinds: readonly Kind[];
  readonly choices: readonly Choice[];
  readonly kindSql: string;
  readonly reasons: readonly string[];
  readonly reasonSql: string;
  readonly reasonSize: number;
  readonly countries: readonly string[];
  readonly countrySql: string;
  readonly countrySize: number;
  readonly entities: Readonly<Record<Entity, Code>>;
}

/** A type of the database whose values are numbers to it; one that has no values is given one that no text equals. */
async function enumeration(database: Database, name: string, values: readonly string[]): Promise<void> {
  const list = values.length > 0 ? values : ['\u0001'];
  await database.run(`CREATE TYPE ${name} AS ENUM (${list.map(literal).join(', ')})`);
}

export interface Ranked {
  readonly names: readonly string[];
  readonly distinct: number;
}

/**
 * The most frequent values of a text, `most` of them, as a type of that name. They go from table to type without being
 * written as SQL: a text of a capture may hold any octet, zero too.
 */
export async function ranked(
  database: Database,
  from: string,
  text: string,
  name: string,
  most: number,
): Promise<Ranked> {
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ranking AS
     SELECT t, row_number() OVER (ORDER BY n DESC, t) AS place
     FROM (SELECT ${text} AS t, count(*) AS n FROM ${from} GROUP BY t) WHERE t IS NOT NULL`,
  );
  const rows = await database.rows(`SELECT t FROM ranking WHERE place <= ${most} ORDER BY place`);
  const [{ n }] = await database.rows('SELECT CAST(count(*) AS DOUBLE) AS n FROM ranking');
  if (rows.length === 0) await enumeration(database, name, []);
  else await database.run(`CREATE TYPE ${name} AS ENUM (SELECT t FROM ranking WHERE place <= ${most} ORDER BY place)`);
  await database.run('DROP TABLE ranking');
  return { names: rows.map(({ t }) => String(t)), distinct: Number(n) };
}

/** Number of the text, `rest` for one that the type does not have, `none` for null. */
export function codeSql(text: string, type: string, rest: number, none: number): string {
  return `CASE WHEN ${text} IS NULL THEN ${none} ELSE coalesce(CAST(enum_code(TRY_CAST(${text} AS ${type})) AS INTEGER), ${rest}) END`;
}

function entitySql(records: Relation, entity: Entity): string {
  const of = (name: string): string => column(records, name);
  switch (entity) {
    case 'country':
      return of('visited_country');
    case 'operator':
      return `${of('visited_mcc')} || '-' || ${of('visited_mnc')}`;
    case 'home':
      return `${of('home_mcc')} || '-' || ${of('home_mnc')}`;
    case 'apn':
      return of('apn');
    case 'node':
      return `coalesce(${of('vlr_number')}, ${of('sgsn_number')}, ${of('sgsn_address')})`;
    case 'ggsn':
      return of('ggsn_address');
  }
}

const TYPE_ORDER = ['SAI', 'UL', 'UL_GPRS', 'CL', 'PDP_CREATE', 'PDP_UPDATE', 'PDP_DELETE', 'OTHER'];
const PROTOCOL_ORDER = ['MAP', 'GTP', 'CAP', 'INAP', 'TCAP'];

function rank(order: readonly string[], text: string): number {
  const place = order.indexOf(text);
  return place < 0 ? order.length : place;
}

export function choicesOf(kinds: readonly Kind[]): Choice[] {
  const choices: Choice[] = [{ label: 'all types', kinds: kinds.map((_, i) => i) }];
  for (const protocol of new Set(kinds.map(kind => kind.protocol))) {
    const of = kinds.flatMap((kind, i) => (kind.protocol === protocol ? [i] : []));
    if (of.length > 1) choices.push({ label: `all ${protocol}`, kinds: of });
  }
  kinds.forEach((kind, i) => {
    choices.push({ label: kind.name, kinds: [i] });
  });
  return choices;
}

async function kindsOf(database: Database, from: string): Promise<Kind[]> {
  const rows = await database.rows(`SELECT protocol, type FROM ${from} GROUP BY ALL`);
  const kinds = rows.map(row => {
    const protocol = String(row.protocol);
    const type = String(row.type);
    return { protocol, type, name: type === 'OTHER' ? `OTHER (${protocol})` : type };
  });
  return kinds.sort(
    (a, b) =>
      rank(PROTOCOL_ORDER, a.protocol) - rank(PROTOCOL_ORDER, b.protocol) ||
      rank(TYPE_ORDER, a.type) - rank(TYPE_ORDER, b.type) ||
      (a.name < b.name ? -1 : 1),
  );
}

/** Looks at the records once for each dictionary and makes the types that the slabs are written with. */
export async function makeCodes(
  database: Database,
  records: Relation,
  where: string,
  dialogues: number,
): Promise<Codes> {
  const from = `(SELECT * FROM ${records.from} WHERE ${where})`;
  const kinds = await kindsOf(database, from);
  if (kinds.length > MOST_KINDS) {
    throw new OperatorError(
      'too-many-types',
      `the records have ${kinds.length} types of dialogue, ${MOST_KINDS} at most can be told apart`,
    );
  }
  const types = [...new Set(kinds.map(kind => kind.type))];
  const protocols = [...new Set(kinds.map(kind => kind.protocol))];
  await enumeration(database, 'type_code', types);
  await enumeration(database, 'protocol_code', protocols);
  const pair = `(${codeSql('protocol', 'protocol_code', 0, 0)}) * ${types.length} + (${codeSql('type', 'type_code', 0, 0)})`;
  const kindSql = `CASE ${pair} ${kinds
    .map((kind, i) => `WHEN ${protocols.indexOf(kind.protocol) * types.length + types.indexOf(kind.type)} THEN ${i}`)
    .join(' ')} END`;

  const { names: reasons } = await ranked(database, from, column(records, 'reason'), 'reason_code', MOST_REASONS);
  await enumeration(database, 'outcome_code', OUTCOMES);
  const labels = reasons.length + 1;
  const outcome = codeSql('outcome', 'outcome_code', 2, 2);
  const reasonSql = `(${outcome}) * ${labels} + (${codeSql(column(records, 'reason'), 'reason_code', labels - 1, labels - 1)})`;

  const entities = {} as Record<Entity, Code>;
  for (const entity of ENTITIES) {
    const text = entitySql(records, entity);
    const { names, distinct } = await ranked(database, from, text, `${entity}_code`, MOST_ENTITIES[entity]);
    entities[entity] = {
      names: { names, distinct, untold: UNTOLD.has(entity) },
      sql: codeSql(text, `${entity}_code`, names.length, names.length + 1),
      size: names.length + 2,
    };
  }
  const most = dialogues > MANY_DIALOGUES ? MOST_COUNTRIES / 2 : MOST_COUNTRIES;
  const countries = entities.country.names.names.slice(0, most);
  const n = countries.length;
  return {
    kinds,
    choices: choicesOf(kinds),
    kindSql,
    reasons,
    reasonSql,
    reasonSize: OUTCOMES.length * labels,
    countries,
    countrySql: `CASE WHEN by_country < ${n} THEN by_country WHEN by_country = ${entities.country.size - 1} THEN ${n + 1} ELSE ${n} END`,
    countrySize: n + 2,
    entities,
  };
}
