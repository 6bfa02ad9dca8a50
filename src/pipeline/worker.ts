/**
 * What a worker does: one function a kind of job, called by the pool by name. Workers keep no state between jobs but
 * the record writer's buffers and the encoders' caches.
 */
import { workerData } from 'node:worker_threads';
import { decodeBatch, setPointCodes } from '../decode/frame.ts';
import { RecordWriter } from '../decode/writer.ts';
import type { Encoder } from '../sinks/sink.ts';
import type { DecodeAnswer, DecodeJob, EncodeAnswer, EncodeJob, WorkerSettings } from './jobs.ts';

const settings: WorkerSettings = workerData as WorkerSettings;
const writer = new RecordWriter();
setPointCodes(settings.pointCodes ?? 'itu');

let encoders: Promise<readonly Encoder[]> | undefined;
/** Loaded at the first job that asks for them: frames are decoded as soon as a thread has what that takes. */
async function load(): Promise<readonly Encoder[]> {
  const { ENCODERS } = await import('../sinks/encoders.ts');
  const key = settings.pseudonymKey;
  const options = key === undefined ? {} : { pseudonym: (await import('../sinks/pseudonyms.ts')).pseudonyms(key) };
  return settings.formats.map(format => ENCODERS[format](options));
}

/** Answers when this file has been loaded. */
export function ready(): void {}

export function decode({ batch, spare }: DecodeJob): DecodeAnswer {
  writer.begin(batch.number, spare, batch.count);
  decodeBatch(batch, writer);
  const { count, records, directions, texts, counts } = writer.finish();
  return { count, records: records === spare ? undefined : records, directions, texts, counts };
}

export async function encode({ input, spare }: EncodeJob): Promise<EncodeAnswer> {
  encoders ??= load();
  const parts = (await encoders).map(encoder => encoder.encode(input));
  let length = 0;
  for (const { octets } of parts) length += octets.length;
  const fits = spare !== undefined && spare.byteLength >= length;
  const octets = fits ? spare : new SharedArrayBuffer(length + (length >> 2));
  const into = new Uint8Array(octets);
  let at = 0;
  for (const part of parts) {
    into.set(part.octets, at);
    at += part.octets.length;
  }
  return {
    parts: parts.map(part => ({ rows: part.rows, length: part.octets.length, meta: part.meta })),
    octets: fits ? undefined : octets,
  };
}
