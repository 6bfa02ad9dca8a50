/** What the records are counted by, as SQL of small numbers. */
import type { Database } from '../../database/database.ts';
import { OperatorError } from '../../errors.ts';
import { type Choice, ENTITIES, type Entity, type Kind, type Names, OUTCOMES } from '../page/model.ts';
import {
  findSql,
  firstOf,
  fixed,
  forget,
  grouped,
  groupTexts,
  list,
  numberSql,
  pickSql,
  ranked,
  type Text,
} from './ranks.ts';
import { column, type Relation } from './relation.ts';

/** Kinds are bits of a whole number that a double holds; sigprobe writes twelve at most. */
const MOST_KINDS = 52;
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

/** Columns of places in lists, as SQL by name. The records are grouped by them, and numbers made of the few rows that come out. */
export type Found = Readonly<Record<string, string>>;

/** Of an entity: known names in order, then the rest, then null. */
export interface Code {
  readonly names: Names;
  readonly found: Found;
  /** SQL of its number, from the columns found. */
  readonly place: string;
  readonly size: number;
}

export interface Codes {
  readonly kinds: readonly Kind[];
  readonly choices: readonly Choice[];
  readonly reasons: readonly string[];
  readonly countries: readonly string[];
  readonly entities: Readonly<Record<Entity, Code>>;
  /** What is not of an entity. */
  readonly found: Found;
  /** SQL of numbers, from the columns found; the bit is that of the kind. */
  readonly kind: string;
  readonly kindBit: string;
  readonly outcome: string;
  readonly reason: string;
  readonly country: string;
  readonly reasonSize: number;
  readonly countrySize: number;
}

function textOf(records: Relation, entity: Entity): Text {
  const of = (...names: readonly string[]): string[] => names.map(name => column(records, name));
  switch (entity) {
    case 'country':
      return { columns: of('visited_country'), joined: false };
    case 'operator':
      return { columns: of('visited_mcc', 'visited_mnc'), joined: true };
    case 'home':
      return { columns: of('home_mcc', 'home_mnc'), joined: true };
    case 'apn':
      return { columns: of('apn'), joined: false };
    case 'node':
      return { columns: of('vlr_number', 'sgsn_number', 'sgsn_address'), joined: false };
    case 'ggsn':
      return { columns: of('ggsn_address'), joined: false };
  }
}

/** Of two columns that are one text together each has a list of its own: their numbers make the text's. */
async function pairCode(
  database: Database,
  entity: Entity,
  columns: readonly string[],
  names: number,
): Promise<Pick<Code, 'found' | 'place'>> {
  const kept = `${entity}_texts JOIN ${entity}_ranks USING (t) WHERE place <= ${names}`;
  const sizes: number[] = [];
  for (const part of [0, 1]) {
    const values = `SELECT DISTINCT c${part} AS value FROM ${kept}`;
    await list(database, `${entity}${part}`, `SELECT value, value AS place FROM (${values})`);
    const [{ n }] = await database.rows(`SELECT CAST(count(*) AS INTEGER) AS n FROM (${values})`);
    sizes.push(Number(n));
  }
  const find = (part: number, text: string): string => findSql(text, `${entity}${part}`);
  const number = (part: number, found: string): string => numberSql(found, sizes[part]);
  // The rest, and null where a part of the text is.
  const width = sizes[1] + 2;
  const places = Array.from({ length: (sizes[0] + 2) * width }, (_, at) =>
    Math.floor(at / width) > sizes[0] || at % width > sizes[1] ? names + 1 : names,
  );
  for (const { a, b, place } of await database.rows(
    `SELECT ${number(0, find(0, 'c0'))} AS a, ${number(1, find(1, 'c1'))} AS b, CAST(place AS INTEGER) AS place FROM ${kept}`,
  )) {
    places[Number(a) * width + Number(b)] = Number(place) - 1;
  }
  return {
    found: { [`${entity}_0`]: find(0, columns[0]), [`${entity}_1`]: find(1, columns[1]) },
    place: pickSql(places, `(${number(0, `${entity}_0`)}) * ${width} + ${number(1, `${entity}_1`)}`),
  };
}

async function entityCode(database: Database, entity: Entity, text: Text): Promise<Code> {
  const { columns, joined } = text;
  const { names, distinct } = await ranked(database, grouped(entity, text), text, entity, MOST_ENTITIES[entity]);
  const n = names.length;
  // The first column that is not null; where each is looked up, and not chosen first, it stays a dictionary.
  const finds = columns.map(sql => findSql(sql, entity));
  const cases = finds.map(find => `WHEN ${find} IS DISTINCT FROM ${n + 2} THEN ${find}`);
  const found = finds.length === 1 ? finds[0] : `CASE ${cases.join(' ')} ELSE ${n + 2} END`;
  const code = joined
    ? await pairCode(database, entity, columns, n)
    : { found: { [`${entity}_at`]: found }, place: numberSql(`${entity}_at`, n) };
  await forget(database, entity);
  return { names: { names, distinct, untold: UNTOLD.has(entity) }, ...code, size: n + 2 };
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

async function kindsOf(database: Database, text: Text): Promise<Kind[]> {
  const rows = await database.rows(`SELECT c0 AS protocol, c1 AS type FROM ${grouped('kind', text)}`);
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

/** Looks at the records once for all names, and makes the lists that they are found in. */
export async function makeCodes(
  database: Database,
  records: Relation,
  where: string,
  dialogues: number,
): Promise<Codes> {
  const reason = column(records, 'reason');
  const texts = {
    kind: { columns: [column(records, 'protocol'), column(records, 'type')], joined: true },
    reason: { columns: [reason], joined: false },
    ...(Object.fromEntries(ENTITIES.map(entity => [entity, textOf(records, entity)])) as Record<Entity, Text>),
  };
  await groupTexts(database, `${records.from} WHERE ${where}`, texts);
  const kinds = await kindsOf(database, texts.kind);
  if (kinds.length > MOST_KINDS) {
    throw new OperatorError(
      'too-many-types',
      `the records have ${kinds.length} types of dialogue, ${MOST_KINDS} at most can be told apart`,
    );
  }
  const types = [...new Set(kinds.map(kind => kind.type))];
  const protocols = [...new Set(kinds.map(kind => kind.protocol))];
  for (const [name, values] of Object.entries({ type: types, protocol: protocols, outcome: OUTCOMES })) {
    await list(database, name, fixed(values));
  }
  const width = types.length + 2;
  const numbers = new Array<number>((protocols.length + 2) * width).fill(0);
  kinds.forEach((kind, i) => {
    numbers[protocols.indexOf(kind.protocol) * width + types.indexOf(kind.type)] = i;
  });
  const pair = `(protocol_at - 1) * ${width} + type_at - 1`;

  const { names: reasons } = await ranked(
    database,
    grouped('reason', texts.reason),
    texts.reason,
    'reason',
    MOST_REASONS,
  );
  await forget(database, 'reason');
  const labels = reasons.length + 1;
  // Whatever else the records say is an error, with the label of those that have none of their own.
  const outcome = `least(${numberSql('outcome_at', OUTCOMES.length)}, ${OUTCOMES.length - 1})`;
  const label = `least(${numberSql('reason_at', reasons.length)}, ${reasons.length})`;

  const entities = {} as Record<Entity, Code>;
  for (const entity of ENTITIES) entities[entity] = await entityCode(database, entity, texts[entity]);
  await database.run('DROP TABLE texts');
  const most = dialogues > MANY_DIALOGUES ? MOST_COUNTRIES / 2 : MOST_COUNTRIES;
  const countries = entities.country.names.names.slice(0, most);
  const n = countries.length;
  await firstOf(database, 'country', n, 'shown');
  return {
    kinds,
    choices: choicesOf(kinds),
    reasons,
    countries,
    entities,
    found: {
      protocol_at: findSql(column(records, 'protocol'), 'protocol'),
      type_at: findSql(column(records, 'type'), 'type'),
      outcome_at: findSql(column(records, 'outcome'), 'outcome'),
      reason_at: findSql(reason, 'reason'),
      shown_at: findSql(column(records, 'visited_country'), 'shown'),
    },
    kind: pickSql(numbers, pair),
    kindBit: pickSql(
      numbers.map(kind => 2 ** kind),
      pair,
    ),
    outcome,
    reason: `(${outcome}) * ${labels} + ${label}`,
    country: numberSql('shown_at', n),
    reasonSize: OUTCOMES.length * labels,
    countrySize: n + 2,
  };
}
