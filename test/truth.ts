/**
 * Compares decoded records with a truth that the maker wrote, field by field, and tells the differing dialogues by cause.
 *
 *   node dist/test/truth.js dialogues.ndjson hub.truth.ndjson
 *
 * A truth line names the columns that it knows; columns that it does not name are not compared. Dialogues are put
 * together by where they begin: capture, first frame and identifier; what is left over, by who speaks.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

type Value = string | number | boolean | null | readonly string[];
type Line = Readonly<Record<string, Value>>;

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
/** In the truth beside the columns: not compared as they are. */
const NOTES: readonly string[] = ['why', 'linked_id'];

export interface Difference {
  /** Faults that touched the dialogue, by the maker's word. */
  readonly why: readonly string[];
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
  /** Agreement of the estimates, over dialogues that were put together: name → [both, truth alone, record alone]. */
  readonly estimates: Readonly<Record<string, readonly [number, number, number]>>;
  /** Differing dialogues by kind, differing columns and causes; most frequent first. */
  readonly causes: readonly (readonly [cause: string, count: number])[];
  /** The first of them, as many as were asked for. */
  readonly differences: readonly Difference[];
}

async function* linesOf(path: string): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line !== '') yield line;
  }
}

function placeOf(line: Line): string {
  return `${line.capture ?? ''}:${line.first_frame}`;
}

function keyOf(line: Line, withCapture: boolean): string {
  const capture = withCapture ? line.capture : '';
  return `${capture}:${line.first_frame}:${line.otid ?? line.sequence_number}:${line.calling_gt ?? line.src_ip}`;
}

/** Who speaks, for what was first seen in another frame than the truth says. */
function speakerOf(line: Line): string {
  return `${line.otid ?? line.sequence_number}:${line.calling_gt ?? line.src_ip}:${line.operation_code}`;
}

function same(a: Value | undefined, b: Value | undefined): boolean {
  // An empty text is written as null in the records.
  return (a === '' ? null : (a ?? null)) === (b === '' ? null : (b ?? null));
}

class Counter {
  dialogues = 0;
  records = 0;
  right = 0;
  same = 0;
  readonly estimates: Record<string, [number, number, number]> = {};
  readonly causes = new Map<string, number>();
  readonly differences: Difference[] = [];
  /** linked_id by the truth's label, and the other way round. */
  private readonly links = new Map<string, string>();
  private readonly labels = new Map<string, string>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  pair(truth: Line, record: Line): void {
    const fields: { name: string; truth: Value; record: Value }[] = [];
    for (const name of Object.keys(truth)) {
      if (NOTES.includes(name)) continue;
      const [a, b] = [truth[name] as Value, (record[name] ?? null) as Value];
      if (ESTIMATES.includes(name)) {
        this.estimate(name, a === true, b === true);
        continue;
      }
      if (!same(a, b)) fields.push({ name, truth: a, record: b });
    }
    if ('linked_id' in truth && !this.linked(truth.linked_id as Value, record.linked_id as Value)) {
      fields.push({ name: 'linked_id', truth: truth.linked_id as Value, record: record.linked_id as Value });
    }
    if (!fields.some(f => (CORE as readonly string[]).includes(f.name))) this.right++;
    if (fields.length === 0) this.same++;
    else this.tell(truth, 'differs', fields);
  }

  /** The truth labels a group of dialogues as it likes; the records must label the same groups. */
  private linked(label: Value, id: Value): boolean {
    if (label === null || id === null || id === undefined) return label === null && (id ?? null) === null;
    const [known, by] = [this.links.get(String(label)), this.labels.get(String(id))];
    if (known === undefined && by === undefined) {
      this.links.set(String(label), String(id));
      this.labels.set(String(id), String(label));
      return true;
    }
    return known === String(id) && by === String(label);
  }

  private estimate(name: string, truth: boolean, record: boolean): void {
    this.estimates[name] ??= [0, 0, 0];
    const counts = this.estimates[name];
    if (truth && record) counts[0]++;
    else if (truth) counts[1]++;
    else if (record) counts[2]++;
  }

  tell(line: Line, kind: Difference['kind'], fields: Difference['fields']): void {
    const why = (line.why ?? []) as readonly string[];
    const names = fields.map(f => f.name).join(' ');
    const cause = `${line.type} ${kind}${names === '' ? '' : `: ${names}`} (${why.length === 0 ? 'no fault' : why.join(', ')})`;
    this.causes.set(cause, (this.causes.get(cause) ?? 0) + 1);
    if (this.differences.length < this.most) {
      this.differences.push({ why, kind, place: placeOf(line), type: String(line.type), fields });
    }
  }
}

/** Reads both files whole into memory but for the equal ones, which go as they come. */
export async function compare(recordsPath: string, truthPath: string, most = 50): Promise<Comparison> {
  const counter = new Counter(most);
  const truths = new Map<string, string[]>();
  let withCapture = false;
  for await (const line of linesOf(truthPath)) {
    const truth = JSON.parse(line) as Line;
    withCapture ||= 'capture' in truth;
    counter.dialogues++;
    put(truths, keyOf(truth, withCapture), line);
  }
  const extra: Line[] = [];
  for await (const line of linesOf(recordsPath)) {
    const record = JSON.parse(line) as Line;
    counter.records++;
    const truth = taken(truths, keyOf(record, withCapture));
    if (truth === undefined) extra.push(record);
    else counter.pair(JSON.parse(truth) as Line, record);
  }
  const rest = new Map<string, string[]>();
  for (const list of truths.values()) {
    for (const line of list) put(rest, speakerOf(JSON.parse(line) as Line), line);
  }
  for (const record of extra) {
    const truth = taken(rest, speakerOf(record));
    if (truth === undefined) counter.tell(record, 'extra', []);
    else counter.pair(JSON.parse(truth) as Line, record);
  }
  for (const list of rest.values()) for (const line of list) counter.tell(JSON.parse(line) as Line, 'missing', []);
  const { dialogues, records, right, same: equal, estimates, causes, differences } = counter;
  const sorted = [...causes].sort((a, b) => b[1] - a[1]);
  return { dialogues, records, right, same: equal, estimates, causes: sorted, differences };
}

function put(map: Map<string, string[]>, key: string, line: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [line]);
  else list.push(line);
}

function taken(map: Map<string, string[]>, key: string): string | undefined {
  const list = map.get(key);
  const line = list?.shift();
  if (list?.length === 0) map.delete(key);
  return line;
}

/** For people: shares, causes, and the first differences. */
export function told(c: Comparison): string {
  const share = (n: number): string => `${((100 * n) / Math.max(1, c.dialogues)).toFixed(4)} %`;
  return [
    `${c.dialogues} dialogues meant, ${c.records} records`,
    `right (type, outcome, reason, device, counts): ${c.right}, ${share(c.right)}`,
    `the same in every column of the truth:         ${c.same}, ${share(c.same)}`,
    ...Object.entries(c.estimates).map(
      ([name, [both, truth, record]]) => `${name}: ${both} agree, ${truth} not told, ${record} told beside it`,
    ),
    ...c.causes.slice(0, 40).map(([cause, n]) => `${String(n).padStart(8)}  ${cause}`),
    ...c.differences.map(
      d =>
        `${d.place} ${d.type} ${d.kind} ${d.fields.map(f => `${f.name}: ${f.truth} → ${f.record}`).join('; ')} [${d.why.join(', ')}]`,
    ),
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [records, truth] = process.argv.slice(2);
  if (records === undefined || truth === undefined) throw new Error('records and truth are needed');
  const result = await compare(records, truth, 20);
  console.log(told(result));
  process.exitCode = result.same === result.dialogues && result.records === result.dialogues ? 0 : 1;
}
