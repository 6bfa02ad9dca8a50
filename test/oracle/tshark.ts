/**
 * One capture, read by `sigprobe messages` and by tshark, as comparable values by frame.
 *
 * tshark's field export puts all messages of a frame into one row, so a frame's values are compared as sorted lists.
 */
import { execFileSync } from 'node:child_process';

/** Our name of a value, and the tshark fields that hold the same. */
export const VALUES = {
  otid: ['tcap.otid'],
  dtid: ['tcap.dtid'],
  // Operation codes and error codes alike; CAP keeps them in fields of its own.
  codes: ['gsm_old.localValue', 'camel.local'],
  invoke_id: ['gsm_old.invokeID', 'camel.present'],
  called: ['sccp.called.digits'],
  calling: ['sccp.calling.digits'],
  called_ssn: ['sccp.called.ssn'],
  calling_ssn: ['sccp.calling.ssn'],
  message_type: ['gtp.message'],
  teid: ['gtp.teid'],
  sequence_number: ['gtp.seq_number'],
  cause_code: ['gtp.cause'],
  apn: ['gtp.apn'],
  teid_control: ['gtp.teid_cp'],
  teid_data: ['gtp.teid_data'],
  imsi: ['e212.imsi'],
} as const;

export type Value = keyof typeof VALUES;
export type FrameValues = Record<Value, string[]>;

/** TCAP messages by kind, told by the presence of tshark's elements. */
export const KINDS = {
  Begin: 'tcap.begin_element',
  Continue: 'tcap.continue_element',
  End: 'tcap.end_element',
  Abort: 'tcap.abort_element',
  Unidirectional: 'tcap.unidirectional_element',
} as const;

export interface Frame {
  readonly values: FrameValues;
  readonly kinds: string[];
  readonly protocols: string;
  readonly malformed: boolean;
}

const SEPARATOR = '\u001f';

function empty(): FrameValues {
  return Object.fromEntries(Object.keys(VALUES).map(name => [name, [] as string[]])) as FrameValues;
}

/** By frame number: what tshark shows. */
export function tsharkFrames(capture: string): Map<number, Frame> {
  const names = Object.values(VALUES).flat();
  const known = ['frame.number', 'frame.protocols', '_ws.malformed', ...names, ...Object.values(KINDS)];
  const out = execFileSync(
    'tshark',
    [
      ...['-n', '-r', capture, '-T', 'fields', '-E', 'occurrence=a', '-E', `aggregator=${SEPARATOR}`],
      ...known.flatMap(name => ['-e', name]),
    ],
    { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const frames = new Map<number, Frame>();
  for (const line of out.split('\n')) {
    if (line === '') continue;
    const cells = new Map(line.split('\t').map((cell, i) => [known[i], cell === '' ? [] : cell.split(SEPARATOR)]));
    const values = empty();
    for (const [value, fields] of Object.entries(VALUES)) {
      values[value as Value] = fields.flatMap(field => cells.get(field) ?? []).sort();
    }
    values.teid = values.teid.map(number).sort();
    values.teid_control = values.teid_control.map(number).sort();
    values.teid_data = values.teid_data.map(number).sort();
    values.message_type = values.message_type.map(number).sort();
    values.sequence_number = values.sequence_number.map(number).sort();
    const kinds = Object.entries(KINDS).flatMap(([kind, field]) => (cells.get(field) ?? []).map(() => kind));
    frames.set(Number(cells.get('frame.number')?.[0]), {
      values,
      kinds: kinds.sort(),
      protocols: cells.get('frame.protocols')?.[0] ?? '',
      malformed: (cells.get('_ws.malformed') ?? []).length > 0,
    });
  }
  return frames;
}

function number(text: string): string {
  return String(Number(text));
}

/** What `sigprobe messages` writes, as far as it is compared. */
export interface Message {
  readonly frame: number;
  readonly protocol: string;
  readonly sccp?: string;
  readonly tcap?: string;
  readonly otid?: string;
  readonly dtid?: string;
  readonly called?: { readonly gt?: string; readonly ssn?: number };
  readonly calling?: { readonly gt?: string; readonly ssn?: number };
  readonly components?: readonly {
    readonly invoke_id?: number | null;
    readonly operation_code?: number | null;
    readonly error_code?: number | null;
  }[];
  readonly version?: number;
  readonly message_type?: number;
  readonly teid?: number;
  readonly sequence_number?: number;
  readonly cause_code?: number;
  readonly teid_control?: number;
  readonly teid_data?: number;
  readonly apn?: string;
  readonly imsi?: string;
}

/** By frame number: what our lines show. */
export function ourFrames(lines: readonly Message[]): Map<number, { values: FrameValues; kinds: string[] }> {
  const frames = new Map<number, { values: FrameValues; kinds: string[] }>();
  for (const m of lines) {
    let frame = frames.get(m.frame);
    if (frame === undefined) {
      frame = { values: empty(), kinds: [] };
      frames.set(m.frame, frame);
    }
    const { values, kinds } = frame;
    const add = (name: Value, value: string | number | null | undefined): void => {
      if (value !== undefined && value !== null) values[name].push(String(value));
    };
    if (m.tcap !== undefined) kinds.push(m.tcap);
    add('otid', m.otid);
    add('dtid', m.dtid);
    add('called', m.called?.gt);
    add('calling', m.calling?.gt);
    add('called_ssn', m.called?.ssn);
    add('calling_ssn', m.calling?.ssn);
    for (const c of m.components ?? []) {
      add('codes', c.operation_code);
      add('codes', c.error_code);
      add('invoke_id', c.invoke_id);
    }
    add('message_type', m.message_type);
    add('teid', m.teid);
    add('sequence_number', m.sequence_number);
    add('cause_code', m.cause_code);
    add('teid_control', m.teid_control);
    add('teid_data', m.teid_data);
    add('apn', m.apn);
    add('imsi', m.imsi);
  }
  for (const { values, kinds } of frames.values()) {
    for (const list of Object.values(values)) list.sort();
    kinds.sort();
  }
  return frames;
}
