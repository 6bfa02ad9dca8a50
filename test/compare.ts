/**
 * Compares decoded records with a truth that the maker wrote, column by column.
 *
 * A truth line names the columns that it knows; columns that it does not name are not compared. Dialogues are put
 * together by where they begin: capture, first frame and identifier; what is left over, by who speaks. Both come as streams
 * and are read side by side, so that only what is open on one side is held.
 */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { UNCLEAR, type Unclear } from '../captures/maker/observation.ts';

export type Value = string | number | boolean | null | readonly string[];
export type Line = Readonly<Record<string, Value>>;

/** What a dialogue is about: where these agree, it is right. */
export const CORE = [
  'protocol',
  'type',
  'operation',
  'map_version',
  'outcome',
  'reason',
  'cause_code',
  'edge',
  'imsi',
  'msisdn',
  'imei',
  'n_messages',
  'n_isd',
  'retransmissions',
  'copies',
  'legs',
] as const;

/** What only an estimate can tell: which dialogue a gap touched. Compared, and told apart. */
const ESTIMATES: readonly string[] = ['capture_loss'];
/** Labels of groups: the truth names a group as it likes, the records must name the same groups. */
const GROUPS: readonly string[] = ['linked_id', 'tunnel_id'];
/** In the truth beside the columns: not compared. */
const NOTES: readonly string[] = ['why', 'unclear'];
/** Records are written when they close: a truth line that starts so much later, milliseconds, is not needed yet. */
const AHEAD = 10_000;

export interface Difference {
  /** Faults that touched the dialogue, by the maker's word. */
  readonly why: readonly string[];
  /** What the taps leave open about it, likewise. */
  readonly unclear: readonly string[];
  readonly kind: 'differs' | 'missing' | 'extra';
  /** `<capture>:<first frame>` of the truth, of the record where there is no truth. */
  readonly place: string;
  readonly type: string;
  readonly fields: readonly { readonly name: string; readonly truth: Value; readonly record: Value }[];
}

export interface Comparison {
  /** Dialogues of the truth, and records. */
  readonly dialogues: number;
  readonly records: number;
  /** Dialogues whose CORE columns agree, and those of which every column of the truth does. */
  readonly right: number;
  readonly same: number;
  /** Columns compared. */
  readonly columns: readonly string[];
  /** Dialogues that each fault touched, and how many of these are right. */
  readonly faults: ReadonlyMap<string, readonly [touched: number, right: number]>;
  /** Agreement of the estimates, over dialogues that were put together: name → [both, truth alone, record alone]. */
  readonly estimates: Readonly<Record<string, readonly [number, number, number]>>;
  /** Differing dialogues by what the truth says the taps leave open about them; '' where it says nothing. */
  readonly unclear: ReadonlyMap<string, number>;
  /** Differing dialogues by kind, differing columns and causes; most frequent first. */
  readonly causes: readonly (readonly [cause: string, count: number])[];
  /** The first of them, as many as were asked for. */
  readonly differences: readonly Difference[];
}

function placeOf(line: Line): string {
  return `${basename(String(line.capture ?? ''))}:${line.first_frame}`;
}

function keyOf(line: Line): string {
  return `${placeOf(line)}:${line.otid ?? line.sequence_number}:${line.calling_gt ?? line.src_ip}`;
}

/** Who speaks, for what was first seen in another frame than the truth says. */
function speakerOf(line: Line): string {
  return `${line.otid ?? line.sequence_number}:${line.calling_gt ?? line.src_ip}:${line.operation_code}`;
}

function same(name: string, a: Value, b: Value): boolean {
  if (name === 'capture') return basename(String(a)) === basename(String(b));
  // An empty text is written as null in the records.
  return (a === '' ? null : a) === (b === '' ? null : b);
}

class Counter {
  dialogues = 0;
  records = 0;
  right = 0;
  same = 0;
  readonly columns = new Set<string>();
  readonly faults = new Map<string, [number, number]>();
  readonly estimates: Record<string, [number, number, number]> = {};
  readonly unclear = new Map<string, number>();
  readonly causes = new Map<string, number>();
  readonly differences: Difference[] = [];
  /** By column: the record's name of a group by the truth's, and the other way round. */
  private readonly groups = new Map<string, Map<string, string>>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  pair(truth: Line, record: Line): void {
    const fields: { name: string; truth: Value; record: Value }[] = [];
    for (const name of Object.keys(truth)) {
      if (NOTES.includes(name)) continue;
      this.columns.add(name);
      const [a, b] = [truth[name] as Value, (record[name] ?? null) as Value];
      if (ESTIMATES.includes(name)) this.estimate(name, a === true, b === true);
      else if (GROUPS.includes(name) ? !this.grouped(name, a, b) : !same(name, a, b)) {
        fields.push({ name, truth: a, record: b });
      }
    }
    const right = !fields.some(f => (CORE as readonly string[]).includes(f.name));
    if (right) this.right++;
    for (const fault of (truth.why ?? []) as readonly string[]) this.touch(fault, right);
    if (fields.length === 0) this.same++;
    else this.tell(truth, 'differs', fields);
  }

  private touch(fault: string, right: boolean): void {
    let counts = this.faults.get(fault);
    if (counts === undefined) {
      counts = [0, 0];
      this.faults.set(fault, counts);
    }
    counts[0]++;
    if (right) counts[1]++;
  }

  private grouped(name: string, label: Value, id: Value): boolean {
    if (label === null || id === null) return label === id;
    const there = this.group(`${name} truth`);
    const back = this.group(`${name} record`);
    const [known, by] = [there.get(String(label)), back.get(String(id))];
    if (known === undefined && by === undefined) {
      there.set(String(label), String(id));
      back.set(String(id), String(label));
      return true;
    }
    return known === String(id) && by === String(label);
  }

  private group(name: string): Map<string, string> {
    let map = this.groups.get(name);
    if (map === undefined) {
      map = new Map();
      this.groups.set(name, map);
    }
    return map;
  }

  private estimate(name: string, truth: boolean, record: boolean): void {
    this.estimates[name] ??= [0, 0, 0];
    const counts = this.estimates[name];
    if (truth && record) counts[0]++;
    else if (truth) counts[1]++;
    else if (record) counts[2]++;
  }

  /** Frames of dialogues that the truth calls unclear, as it has them: what they should have been given. */
  private readonly unclearFrames = new Set<Value>();
  /** Differing dialogues about which nothing is unclear: the frames that their records and truths name. */
  private readonly plain: Value[][] = [];

  /** Of those about which nothing is unclear: who was given what an unclear one shows. Called at the end. */
  settle(): void {
    let given = 0;
    for (const frames of this.plain) if (frames.some(frame => this.unclearFrames.has(frame))) given++;
    if (given === 0) return;
    this.unclear.set('given', given);
    const rest = (this.unclear.get('') ?? 0) - given;
    if (rest > 0) this.unclear.set('', rest);
    else this.unclear.delete('');
  }

  private unclearOf(line: Line, fields: Difference['fields']): readonly string[] {
    const unclear = (line.unclear ?? []) as readonly string[];
    const frames = fields.filter(f => f.name === 'first_frame' || f.name === 'last_frame');
    if (unclear.length > 0) for (const f of frames) this.unclearFrames.add(f.truth);
    else this.plain.push(frames.flatMap(f => [f.record]));
    return unclear;
  }

  tell(line: Line, kind: Difference['kind'], fields: Difference['fields']): void {
    const why = (line.why ?? []) as readonly string[];
    if (kind === 'missing') for (const fault of why) this.touch(fault, false);
    const names = fields.map(f => f.name).join(' ');
    const cause = `${line.type} ${kind}${names === '' ? '' : `: ${names}`} (${why.length === 0 ? 'no fault' : why.join(', ')})`;
    this.causes.set(cause, (this.causes.get(cause) ?? 0) + 1);
    const unclear = this.unclearOf(line, fields);
    const open = unclear.join(', ');
    this.unclear.set(open, (this.unclear.get(open) ?? 0) + 1);
    if (this.differences.length < this.most) {
      this.differences.push({ why, unclear, kind, place: placeOf(line), type: String(line.type), fields });
    }
  }
}

/** Lists by key; the first that came is taken first. */
class Held {
  private readonly lists = new Map<string, Line | Line[]>();

  put(key: string, line: Line): void {
    const list = this.lists.get(key);
    if (list === undefined) this.lists.set(key, line);
    else if (Array.isArray(list)) list.push(line);
    else this.lists.set(key, [list as Line, line]);
  }

  take(key: string): Line | undefined {
    const list = this.lists.get(key);
    if (Array.isArray(list)) {
      const line = list.shift() as Line;
      if (list.length === 0) this.lists.delete(key);
      return line;
    }
    this.lists.delete(key);
    return list as Line | undefined;
  }

  *rest(): Generator<Line> {
    for (const list of this.lists.values()) {
      if (Array.isArray(list)) yield* list;
      else yield list as Line;
    }
  }
}

/** Lines of JSON out of a stream, as they are asked for. */
async function* linesOf(input: Readable): AsyncGenerator<Line> {
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line !== '') yield JSON.parse(line) as Line;
  }
}

function startOf(line: Line): number {
  return Date.parse(String(line.start_time));
}

/** `records` and `truth`: paths, or streams. `most` differences are told one by one. */
export async function compare(records: string | Readable, truth: string | Readable, most = 50): Promise<Comparison> {
  const counter = new Counter(most);
  const meant = new Held();
  const found = new Held();
  const open = (source: string | Readable): Readable =>
    typeof source === 'string' ? createReadStream(source) : source;
  const truths = linesOf(open(truth));
  let reached = Number.NEGATIVE_INFINITY;
  const read = async (until: number): Promise<void> => {
    while (reached < until) {
      const { value, done } = await truths.next();
      if (done === true) {
        reached = Number.POSITIVE_INFINITY;
        return;
      }
      reached = Math.max(reached, startOf(value));
      counter.dialogues++;
      const key = keyOf(value);
      const record = found.take(key);
      if (record === undefined) meant.put(key, value);
      else counter.pair(value, record);
    }
  };
  for await (const record of linesOf(open(records))) {
    counter.records++;
    await read(startOf(record) + AHEAD);
    const key = keyOf(record);
    const line = meant.take(key);
    if (line === undefined) found.put(key, record);
    else counter.pair(line, record);
  }
  await read(Number.POSITIVE_INFINITY);
  const rest = new Held();
  for (const line of meant.rest()) rest.put(speakerOf(line), line);
  for (const record of found.rest()) {
    const line = rest.take(speakerOf(record));
    if (line === undefined) counter.tell(record, 'extra', []);
    else counter.pair(line, record);
  }
  for (const line of rest.rest()) counter.tell(line, 'missing', []);
  counter.settle();
  const {
    dialogues,
    records: count,
    right,
    same: equal,
    columns,
    faults,
    estimates,
    unclear,
    causes,
    differences,
  } = counter;
  return {
    dialogues,
    records: count,
    right,
    same: equal,
    columns: [...columns],
    faults,
    estimates,
    unclear,
    causes: [...causes].sort((a, b) => b[1] - a[1]),
    differences,
  };
}

/** Of dialogues about which nothing else is unclear. */
const GIVEN = 'a message of one of those above was given to it';

function reasons(names: string): string {
  if (names === '') return 'NOT EXPLAINED';
  const words = names.split(', ').map(name => UNCLEAR[name as Unclear] ?? GIVEN);
  return `${names}: ${words.join('; ')}`;
}

/** Differing dialogues about which the taps left nothing open. */
export function unexplained(c: Comparison): number {
  return c.unclear.get('') ?? 0;
}

/** For people: shares, causes, and the first differences. */
export function told(c: Comparison): string {
  const share = (n: number): string => `${((100 * n) / Math.max(1, c.dialogues)).toFixed(4)} %`;
  const faults = [...c.faults].sort((a, b) => b[1][0] - a[1][0]);
  return [
    `${c.dialogues} dialogues meant, ${c.records} records`,
    `right (type, outcome, reason, device, counts): ${c.right}, ${share(c.right)}`,
    `the same in all ${c.columns.length} columns of the truth: ${c.same}, ${share(c.same)}`,
    ...Object.entries(c.estimates).map(
      ([name, [both, truth, record]]) => `${name}: ${both} agree, ${truth} not told, ${record} told beside it`,
    ),
    ...(faults.length === 0 ? [] : ['touched by a fault, and right:']),
    ...faults.map(([name, [touched, right]]) => `${String(touched).padStart(8)} ${String(right).padStart(8)}  ${name}`),
    ...(c.unclear.size === 0 ? [] : ['what differs, by what the taps could not show:']),
    ...[...c.unclear].map(([names, n]) => `${String(n).padStart(8)}  ${reasons(names)}`),
    ...(c.causes.length === 0 ? [] : ['what differs, by kind, columns and faults:']),
    ...c.causes.slice(0, 40).map(([cause, n]) => `${String(n).padStart(8)}  ${cause}`),
    ...c.differences.map(
      d =>
        `${d.place} ${d.type} ${d.kind} ${d.fields.map(f => `${f.name}: ${f.truth} → ${f.record}`).join('; ')} [${d.why.join(', ')}] ${d.unclear.length === 0 ? 'NOT EXPLAINED' : d.unclear.join(', ')}`,
    ),
  ].join('\n');
}
