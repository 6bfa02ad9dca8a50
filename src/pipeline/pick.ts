/** Frames by their numbers: what was asked for, and whether it is there. */
import { basename } from 'node:path';
import { type FrameSource, frameEntry } from '../capture/batch.ts';
import { OperatorError } from '../errors.ts';
import { type Frame, frameOf } from './single.ts';

const ENTRY = frameEntry.stride;
const { frame: FRAME, file: FILE } = frameEntry.at;

/** Frames `from` to `to` of an input. */
export interface Range {
  readonly file: number;
  readonly from: number;
  readonly to: number;
}

/** `12`, `100-120`, `a.pcap:7`; which input is meant must be said where there are several. */
export function rangesOf(texts: readonly string[], files: readonly string[]): Range[] {
  const ranges = texts.map(text => {
    const [, name, from, to = from] = /^(?:(.+):)?(\d{1,10})(?:-(\d{1,10}))?$/.exec(text) ?? [];
    if (from === undefined) throw new OperatorError('bad-frame', `--frame ${text}: N, N-M or FILE:N is needed`);
    const range = { file: fileOf(name, files, text), from: Number(from), to: Number(to) };
    if (range.from < 1 || range.to < range.from || range.to > 0xffffffff) {
      throw new OperatorError('bad-frame', `--frame ${text}: numbers from 1 on, the smaller one first`);
    }
    return range;
  });
  return merged(ranges);
}

function fileOf(name: string | undefined, files: readonly string[], text: string): number {
  if (name === undefined) {
    if (files.length === 1) return 0;
    throw new OperatorError('bad-frame', `--frame ${text}: there are ${files.length} inputs, name one (FILE:${text})`);
  }
  const exact = files.indexOf(name);
  const found = exact >= 0 ? [exact] : files.flatMap((file, i) => (basename(file) === name ? [i] : []));
  if (found.length === 1) return found[0];
  const why = found.length === 0 ? 'no input is called that' : `${found.length} inputs are called that`;
  throw new OperatorError('bad-frame', `--frame ${text}: ${why}`);
}

/** Sorted, without overlaps. */
export function merged(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) => a.file - b.file || a.from - b.from);
  const all: Range[] = [];
  for (const range of sorted) {
    const last = all.at(-1);
    if (last !== undefined && last.file === range.file && range.from <= last.to + 1) {
      all[all.length - 1] = { ...last, to: Math.max(last.to, range.to) };
    } else all.push(range);
  }
  return all;
}

export function includes(ranges: readonly Range[], file: number, frame: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range.file < file || (range.file === file && range.to < frame)) low = middle + 1;
    else if (range.file > file || range.from > frame) high = middle - 1;
    else return true;
  }
  return false;
}

/**
 * The frames of the ranges, in the order of the source. Throws an OperatorError `no-such-frame` where one is missing: it
 * may come after others were given.
 */
export async function* pickFrames(
  source: FrameSource,
  ranges: readonly Range[],
): AsyncGenerator<Frame & { readonly file: number }> {
  /** By range the next number that is due; the frames of an input come in order. */
  const due = ranges.map(range => range.from);
  let open = ranges.length;
  const missing = (i: number): OperatorError =>
    new OperatorError('no-such-frame', `${source.files[ranges[i].file]}: there is no frame ${due[i]}`);
  for await (const batch of source.batches()) {
    const u16 = new Uint16Array(batch.index);
    const u32 = new Uint32Array(batch.index);
    for (let e = 0; e < batch.count; e++) {
      const frame = u32[(e * ENTRY) / 4 + FRAME];
      const file = u16[(e * ENTRY) / 2 + FILE];
      if (!includes(ranges, file, frame)) continue;
      const i = ranges.findIndex(range => range.file === file && range.from <= frame && frame <= range.to);
      if (frame !== due[i]) throw missing(i);
      due[i]++;
      if (due[i] > ranges[i].to) open--;
      yield frameOf(batch, e);
    }
    source.recycle(batch.data, batch.index);
    if (open === 0) return;
  }
  const i = ranges.findIndex((range, k) => due[k] <= range.to);
  if (i >= 0) throw missing(i);
}
