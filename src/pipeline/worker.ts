/**
 * What a worker does: one function a kind of job, called by the pool by name. Workers keep no state between jobs but
 * the record writer's buffers and the encoders' caches.
 */
import { workerData } from 'node:worker_threads';
import type { MessageBatch } from '../decode/batch.ts';
import { decodeBatch, setPointCodes } from '../decode/frame.ts';
import { RecordWriter } from '../decode/writer.ts';
import { pseudonyms } from '../sinks/pseudonyms.ts';
import { type Encoder, FORMATS } from '../sinks/sink.ts';
import type { DecodeJob, EncodedParts, EncodeJob, WorkerSettings } from './jobs.ts';
import { moving } from './pool.ts';

const settings: WorkerSettings = workerData as WorkerSettings;
const writer = new RecordWriter();
setPointCodes(settings.pointCodes ?? 'itu');

let encoders: readonly Encoder[] | undefined;
function allEncoders(): readonly Encoder[] {
  const key = settings.pseudonymKey;
  const options = key === undefined ? {} : { pseudonym: pseudonyms(key) };
  encoders ??= settings.formats.map(format => FORMATS[format].encoder(options));
  return encoders;
}

/** Answers when this file has been loaded. */
export function ready(): void {}

export function decode({ batch, spare }: DecodeJob): MessageBatch {
  writer.begin(batch.number, spare, batch.count);
  decodeBatch(batch, writer);
  const answer: MessageBatch = { ...writer.finish(), number: batch.number, data: batch.data, index: batch.index };
  return moving(answer, [answer.records, answer.pieces.buffer, batch.data, batch.index]);
}

export function encode(job: EncodeJob): EncodedParts {
  const parts = allEncoders().map(encoder => encoder.encode(job));
  return moving({ parts, records: job.records }, [...parts.map(part => part.octets.buffer), job.records]);
}
