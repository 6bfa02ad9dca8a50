/** An inspection for a person's eyes, and as JSON. Octets of hidden parts stay out of both. */
import { linkTypeName } from '../../decoders/describe-link.ts';
import { FAULT, type Part } from '../../decoders/part.ts';
import type { Inspection } from './inspect.ts';
import { isoTime } from './time.ts';

/** Octets of a part that are shown. */
const MOST_HEX = 8;
const MOST_HEX_JSON = 64;
/** Columns that names and values take before they push what follows. */
const MOST_NAME = 44;
const MOST_VALUE = 40;

export interface TreeOptions {
  readonly colours: boolean;
  /** Columns of the terminal; undefined where there is none. */
  readonly width?: number;
}

interface Line {
  readonly at: number;
  readonly length: number;
  readonly hex: string;
  readonly name: string;
  readonly value: string;
  readonly clause: string;
  readonly kind: 'layer' | 'field' | 'fault';
}

function hex(b: Uint8Array, one: Part, most: number): string {
  if (one.hidden === true || one.length === 0) return '';
  const end = Math.min(one.at + one.length, b.length, one.at + most);
  let text = '';
  for (let i = one.at; i < end; i++) text += b[i].toString(16).padStart(2, '0');
  return text;
}

/** Control characters and what turns the direction of text would reach the terminal. */
function plain(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    c =>
      c === '\n'
        ? '\\n'
        : c === '\r'
          ? '\\r'
          : c === '\t'
            ? '\\t'
            : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function lines(b: Uint8Array, one: Part, depth: number, into: Line[]): void {
  const isFault = one.name === FAULT;
  const isLeaf = one.parts.length === 0;
  const shown = isLeaf || depth > 0 ? hex(b, one, isLeaf ? MOST_HEX : headOf(one)) : '';
  into.push({
    at: one.at,
    length: one.length,
    hex: one.length > MOST_HEX && shown.length >= MOST_HEX * 2 ? `${shown}…` : shown,
    name: `${'  '.repeat(depth)}${isFault ? '! fault' : one.name}`,
    value: plain(one.value),
    clause: one.clause,
    kind: isFault ? 'fault' : one.layer === undefined ? 'field' : 'layer',
  });
  for (const below of one.parts) lines(b, below, depth + 1, into);
}

/** Octets of a part ahead of the first part in it: a tag and a length, as a rule. */
function headOf(one: Part): number {
  const first = one.parts.reduce((least, below) => Math.min(least, below.at), one.at + one.length);
  const ahead = first - one.at;
  // bits of one octet: all of them stand at its place
  return ahead === 0 && one.length <= 2 ? one.length : Math.max(0, Math.min(MOST_HEX, ahead));
}

function layerText(b: Uint8Array, layer: Part, options: TreeOptions): string[] {
  const all: Line[] = [];
  lines(b, layer, 0, all);
  const names = Math.min(MOST_NAME, Math.max(...all.slice(1).map(line => line.name.length), 0));
  const values = Math.min(MOST_VALUE, Math.max(...all.slice(1).map(line => line.value.length), 0));
  const style = (code: number, text: string): string =>
    options.colours && text.trim() !== '' ? `\u001b[${code}m${text}\u001b[${code === 31 ? 39 : 22}m` : text;
  return all.map(({ at, length, hex: octets, name, value, clause, kind }) => {
    const gutter = `${(length === 0 && kind !== 'fault' ? '' : String(at)).padStart(5)} ${(length === 0 ? '' : String(length)).padStart(5)}  ${octets.padEnd(2 * MOST_HEX + 1)}  `;
    if (kind === 'layer') {
      const title = value === '' ? name : `${name}  ${value}`;
      return `${gutter}${style(1, title)}${style(2, clause === '' ? '' : `  (${clause})`)}`.trimEnd();
    }
    if (kind === 'fault') return `${gutter}${style(31, `${name}  ${value}`)}`;
    const text = `${name.padEnd(names)}  ${value.padEnd(clause === '' ? 0 : values)}`;
    const room =
      options.width === undefined ? Number.POSITIVE_INFINITY : options.width - gutter.length - text.length - 2;
    // a clause that would wrap says less than the line that it breaks
    const fits = clause !== '' && clause.length <= room;
    return `${style(2, gutter)}${fits ? `${text}${style(2, `  ${clause}`)}` : text.trimEnd()}`.trimEnd();
  });
}

/** Lines of an inspection; the last one ends with a line feed. */
export function inspectionText(found: Inspection, options: TreeOptions): string {
  const { frame, file } = found;
  const bold = (text: string): string => (options.colours ? `\u001b[1m${text}\u001b[22m` : text);
  const { octets, original } = frame;
  const size = original === octets.length ? `${original} octets` : `${octets.length} of ${original} octets`;
  const text = [
    bold(`Frame ${frame.number} of ${plain(file)}`),
    `${isoTime(frame.time, frame.nanos)}, ${size}, ${linkTypeName(frame.link)} (link type ${frame.link})`,
    '',
    ' octet  size  octets             field',
    ...found.layers.flatMap(layer => layerText(octets, layer, options)),
  ];
  for (const one of found.joined) {
    const pieces = `${one.octets.length} octets of ${one.of} in frame${one.frames.length > 1 ? 's' : ''} ${one.frames.join(', ')}`;
    if (one.layers.length === 0) {
      text.push('', `A piece of a message of ${pieces}; frame ${one.completedBy} completes it.`);
      continue;
    }
    text.push('', bold(`Joined message: ${pieces}`), ' octets counted from its first one');
    text.push(...one.layers.flatMap(layer => layerText(one.octets, layer, options)));
  }
  if (found.pending > 0) {
    const one = found.pending === 1;
    text.push(
      '',
      `${one ? 'A piece' : `${found.pending} pieces`} of larger messages, not all of whose other pieces were found.`,
    );
  }
  return `${text.join('\n')}\n`;
}

type Tree = Record<string, unknown>;

function tree(b: Uint8Array, one: Part): Tree {
  if (one.name === FAULT) return { fault: one.value, offset: one.at };
  const octets = one.parts.length === 0 ? hex(b, one, MOST_HEX_JSON) : '';
  return {
    layer: one.layer,
    name: one.name,
    value: one.value === '' ? undefined : one.value,
    offset: one.at,
    length: one.length,
    clause: one.clause === '' ? undefined : one.clause,
    hex: octets === '' ? undefined : octets,
    hex_cut: octets !== '' && one.length > MOST_HEX_JSON ? true : undefined,
    parts: one.parts.length === 0 ? undefined : one.parts.map(below => tree(b, below)),
  };
}

/** One JSON document, keys in a fixed order, absent ones left out. */
export function inspectionJson(found: Inspection): string {
  const { frame } = found;
  const document: Tree = {
    capture: found.file,
    frame: frame.number,
    time: isoTime(frame.time, frame.nanos),
    link_type: frame.link,
    captured_octets: frame.octets.length,
    original_octets: frame.original,
    layers: found.layers.map(layer => tree(frame.octets, layer)),
    joined: found.joined.map(one => ({
      of: one.of,
      octets: one.octets.length,
      frames: one.frames,
      completed_by: one.completedBy,
      layers: one.layers.length === 0 ? undefined : one.layers.map(layer => tree(one.octets, layer)),
    })),
    unfinished_pieces: found.pending,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
