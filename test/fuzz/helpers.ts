/** Frames → what the program makes of them, for the named tests. */
import { message } from '../../decoders/message.ts';
import type { Anomaly } from '../../src/decode/anomalies.ts';
import type { MessageBatch } from '../../src/decode/batch.ts';
import { decodeBatch } from '../../src/decode/frame.ts';
import { Joiner, type JoinerLimits } from '../../src/decode/joiner.ts';
import { RecordWriter } from '../../src/decode/writer.ts';
import { Frames, Way } from './way.ts';

export interface Frame {
  readonly link: number;
  readonly octets: Uint8Array;
  /** Microseconds after the first frame; a millisecond after the one before unless told. */
  readonly time?: number;
}

const START = 1.7e15;

/** The frames as a batch in the making. */
export function framesOf(list: readonly Frame[]): Frames {
  const frames = new Frames(
    list.length,
    list.reduce((sum, { octets }) => sum + octets.length, 0),
  );
  list.forEach(({ octets, link, time }, i) => {
    frames.octets.set(octets, frames.used);
    // not a multiple of 16: those frames are said to have been cut
    frames.add(octets.length, link, START + (time ?? i * 1000), i * 16 + 1);
  });
  return frames;
}

/** Messages of the frames, pieces joined; and what the joiner met. */
export function joined(
  list: readonly Frame[],
  limits: JoinerLimits = {},
): { batch: MessageBatch; anomalies: readonly Anomaly[] } {
  const writer = new RecordWriter();
  const joiner = new Joiner(limits);
  writer.begin(0);
  decodeBatch(framesOf(list).batch(0), writer);
  const batch = joiner.process(writer.finish());
  return { batch, anomalies: joiner.anomalies };
}

/** A field of a record. */
export function fieldOf(batch: MessageBatch, record: number, name: keyof typeof message.at): number {
  const place = message.places.find(each => each.name === name);
  if (place === undefined) return Number.NaN;
  const views = {
    u8: new Uint8Array(batch.records),
    u16: new Uint16Array(batch.records),
    u32: new Uint32Array(batch.records),
    f64: new Float64Array(batch.records),
  };
  const size = { u8: 1, u16: 2, u32: 4, f64: 8 }[place.kind];
  return views[place.kind][(record * message.stride + place.offset) / size];
}

/** Octets of a slot, as hex. */
export function slotOf(batch: MessageBatch, record: number, name: keyof typeof message.at, length: number): string {
  const place = message.places.find(each => each.name === name);
  const from = record * message.stride + (place?.offset ?? 0);
  return Buffer.from(batch.records.slice(from, from + length)).toString('hex');
}

/** Dialogues of the frames as rows, and the same as CSV text. */
export function dialoguesOf(list: readonly Frame[]): { rows: Record<string, unknown>[]; csv: string } {
  let ndjson = '';
  let csv = '';
  const way = new Way({
    onEncoded: (format, octets) => {
      const text = format === 'parquet' ? '' : new TextDecoder('utf-8', { fatal: true }).decode(octets);
      if (format === 'ndjson') ndjson += text;
      else csv += text;
    },
  });
  way.pair(way.decode(framesOf(list).batch(0)));
  way.finish();
  if (way.wrong !== '') throw new Error(way.wrong);
  const rows = ndjson
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Record<string, unknown>);
  return { rows, csv };
}
