/** The summary as a person reads it. */
import Table from 'cli-table3';
import type { FaultSummary, Summary } from './summary.ts';

/** Rows of a list before the rest is only counted. */
const MOST_ROWS = 12;

const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '  ',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '   ',
} as const;

export function number(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 });
}

/** In the unit that leaves a number to read. */
function octets(count: number): string {
  return count < 1e6 ? `${number(count / 1e3)} kB` : `${number(count / 1e6)} MB`;
}

/** Faults whose two numbers are a value and the one expected; those of all others are a length and what remains. */
const VALUES = new Set(['tag', 'component', 'dialogue portion', 'version', 'message type', 'application context']);

/** `parameter says 412, 380 remain`, `tag is 172, not 108`. */
export function disagreement(what: string, says: number, has: number): string {
  return VALUES.has(what) ? `${what} is ${says}, not ${has}` : `${what} says ${says}, ${has} remain`;
}

/** `m3ua: parameter says 412, 380 remain (frame 1734, octet 62)`. */
export function faultText(fault: {
  readonly protocol: string;
  readonly what: string;
  readonly says: number;
  readonly has: number;
  readonly frame: number;
  readonly octet: number;
}): string {
  const { protocol, what, says, has, frame, octet } = fault;
  return `${protocol}: ${disagreement(what, says, has)} (frame ${frame}, octet ${octet})`;
}

export type Cell = string | { readonly right: string };

/** Aligned columns without rules; lines carry no trailing blanks. */
export function table(rows: readonly (readonly Cell[])[]): string[] {
  if (rows.length === 0) return [];
  const grid = new Table({
    chars: { ...PLAIN },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
  });
  for (const row of rows) {
    grid.push(row.map(cell => (typeof cell === 'string' ? cell : { content: cell.right, hAlign: 'right' as const })));
  }
  return grid
    .toString()
    .split('\n')
    .map(line => line.trimEnd());
}

const right = (value: number): Cell => ({ right: number(value) });

/** The first rows, and how many more there are. */
function first<T>(all: readonly T[], row: (item: T) => readonly Cell[]): string[] {
  const lines = table(all.slice(0, MOST_ROWS).map(row));
  return all.length > MOST_ROWS ? [...lines, `  … and ${number(all.length - MOST_ROWS)} more kinds`] : lines;
}

function faultRow(fault: FaultSummary, several: boolean): readonly Cell[] {
  const { first: at } = fault;
  return [right(fault.count), fault.class, `first ${faultText({ ...fault, ...at })}${several ? ` of ${at.file}` : ''}`];
}

export interface TextOptions {
  /** Write headings in bold. */
  readonly bold: boolean;
}

export function summaryText(summary: Summary, options: TextOptions): string {
  const heading = (text: string): string => (options.bold ? `\u001b[1m${text}\u001b[22m` : text);
  const several = summary.inputs.length > 1;
  const lines: string[] = [];
  const section = (title: string, rows: readonly string[]): void => {
    if (rows.length > 0) lines.push('', heading(title), ...rows);
  };

  const { run, dialogues, orphans } = summary;
  lines.push(
    heading(
      `sigprobe ${summary.sigprobe}${several ? `, ${summary.inputs.length} inputs` : `, ${summary.inputs[0] ?? ''}`}`,
    ),
  );
  const facts: Cell[][] = [];
  if (summary.first_time !== null) facts.push(['time', `${summary.first_time} to ${summary.last_time}`]);
  const snapped = summary.snapped_packets > 0 ? `, ${number(summary.snapped_packets)} cut by the snap length` : '';
  facts.push(['packets', `${number(summary.packets)} (${octets(summary.octets)}${snapped})`]);
  const messages = Object.entries(summary.messages).map(([name, count]) => `${name} ${number(count)}`);
  facts.push(['messages', messages.length > 0 ? messages.join(', ') : 'none']);
  facts.push(['dialogues', number(dialogues.total)]);
  const extras = [
    [dialogues.retransmissions, 'retransmissions'],
    [dialogues.copies, 'copies'],
    [dialogues.second_legs, 'second legs'],
    [orphans.dialogues, 'answers without a request'],
    [dialogues.edges, 'at an edge of the capture'],
  ] as const;
  const seen = extras.filter(([count]) => count > 0).map(([count, name]) => `${number(count)} ${name}`);
  if (seen.length > 0) facts.push(['', seen.join(', ')]);
  if (summary.tunnels.opened > 0) {
    facts.push(['tunnels', `${number(summary.tunnels.opened)} opened, ${number(summary.tunnels.closed)} closed`]);
  }
  lines.push(...table(facts));

  const types = Object.entries(dialogues.by_type);
  if (types.length > 0) {
    section('Dialogues', [
      ...table([
        ['type', { right: 'success' }, { right: 'reject' }, { right: 'error' }],
        ...types.map(([type, by]) => [type, right(by.success ?? 0), right(by.reject ?? 0), right(by.error ?? 0)]),
      ]),
    ]);
  }
  section(
    'Reasons',
    first(dialogues.reasons, ({ reason, count }) => [right(count), reason]),
  );
  const faults = [...summary.faults].sort((a, b) => b.count - a.count);
  section(
    'Faults',
    first(faults, fault => faultRow(fault, several)),
  );
  section(
    'Anomalies',
    first(summary.anomalies, found => [
      right(found.count),
      found.code,
      `${found.text} (first frame ${found.frame}${several ? ` of ${found.file}` : ''})`,
    ]),
  );
  section(
    'Captures',
    first(summary.notes, note => [note.code, note.text]),
  );
  section(
    'Set aside by a fault of sigprobe',
    first(summary.set_aside, what => [
      what.stage,
      `batch ${what.batch}, ${number(what.count)} entries${what.frame > 0 ? `, from frame ${what.frame} of ${what.file}` : ''}: ${what.text}`,
    ]),
  );
  section(
    'Written',
    first(summary.outputs, ({ path, rows, format }) => [right(rows), `records to ${path} (${format})`]),
  );
  if (summary.interrupted !== null) lines.push('', `Ended by ${summary.interrupted} before the end of the input.`);
  lines.push(
    '',
    `${number(run.seconds)} s with ${run.workers} worker${run.workers === 1 ? '' : 's'}: ` +
      `${number(run.packets_per_second)} packets/s, ${number(run.megabytes_per_second)} MB/s, peak memory ${number(run.peak_memory_mib)} MiB`,
  );
  return `${lines.join('\n')}\n`;
}
