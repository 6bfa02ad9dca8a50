/**
 * Each stage of the pipeline alone, one after the other in one thread over the same batches: what a packet costs in it,
 * and what share of the whole that is. `node dist/bench/stages.js CAPTURE [--format parquet|ndjson|csv] [--json]`.
 *
 * Reading, joining, pairing and gathering run on the main thread, decoding and encoding in the workers: from the main
 * thread's share follows how far workers can help (Amdahl).
 */
import { openCaptures } from '../src/capture/open.ts';
import { decodeBatch } from '../src/decode/frame.ts';
import { Joiner } from '../src/decode/joiner.ts';
import { RecordWriter } from '../src/decode/writer.ts';
import { Dialogues } from '../src/dialogues/dialogues.ts';
import { ENCODERS } from '../src/sinks/encoders.ts';
import { Gatherer } from '../src/sinks/gather.ts';
import { type EncodeInput, type Format, rowsPerInput } from '../src/sinks/sink.ts';

export const STAGES = ['read', 'decode', 'join', 'pair', 'gather', 'encode'] as const;
export type Stage = (typeof STAGES)[number];

/** Stages that run on the main thread: no more than one of them at a time, however many workers there are. */
export const SERIAL: readonly Stage[] = ['read', 'join', 'pair', 'gather'];

export interface StageFigures {
  readonly packets: number;
  readonly octets: number;
  readonly dialogues: number;
  /** Nanoseconds of CPU a packet, by stage; garbage collection and compilation included where they fell. */
  readonly nanoseconds: Readonly<Record<Stage, number>>;
}

/** Microseconds of CPU that this process has taken so far, all of its threads together. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Runs a capture through all stages. The first `warm` packets are not counted: the code is compiled on them. */
export async function stages(path: string, format: Format = 'none', warm = 500_000): Promise<StageFigures> {
  const spent = new Map<Stage, number>(STAGES.map(stage => [stage, 0]));
  let mark = 0;
  const charge = (stage: Stage): void => {
    const now = cpu();
    spent.set(stage, (spent.get(stage) ?? 0) + now - mark);
    mark = now;
  };
  const source = await openCaptures([path]);
  const writer = new RecordWriter();
  const joiner = new Joiner();
  const encoder = ENCODERS[format]();
  const gatherer = new Gatherer(source.files, rowsPerInput([format]));
  let dialogues = 0;
  const encode = (input: EncodeInput): void => {
    charge('gather');
    encoder.encode(input);
    gatherer.recycle(input.records);
    charge('encode');
  };
  const pairing = new Dialogues({}, joiner, batch => {
    charge('pair');
    dialogues += batch.count;
    for (const input of gatherer.add(batch)) encode(input);
    charge('gather');
  });
  let packets = 0;
  let octets = 0;
  let spare: ArrayBufferLike | undefined;
  let seen = 0;
  mark = cpu();
  for await (const batch of source.batches()) {
    charge('read');
    writer.begin(batch.number, spare, batch.count);
    decodeBatch(batch, writer);
    const messages = writer.finish();
    charge('decode');
    const joined = joiner.process(messages);
    charge('join');
    pairing.consume(joined);
    charge('pair');
    spare = messages.records;
    source.recycle(batch.data, batch.index);
    seen += messages.counts.frames;
    if (seen <= warm) {
      for (const stage of STAGES) spent.set(stage, 0);
      dialogues = 0;
      continue;
    }
    packets += messages.counts.frames;
    octets += messages.counts.octets;
  }
  charge('read');
  joiner.finish();
  pairing.finish();
  charge('pair');
  const rest = gatherer.flush();
  if (rest !== undefined) encode(rest);
  const each = (stage: Stage): number => ((spent.get(stage) ?? 0) * 1000) / Math.max(1, packets);
  const nanoseconds = Object.fromEntries(STAGES.map(stage => [stage, each(stage)])) as Record<Stage, number>;
  return { packets, octets, dialogues, nanoseconds };
}

/** How many times faster than with one worker the whole can become at most with this many, and with any number. */
export function amdahl({ nanoseconds }: StageFigures): { serial: number; most: number; by(workers: number): number } {
  const serial = SERIAL.reduce((sum, stage) => sum + nanoseconds[stage], 0);
  const total = STAGES.reduce((sum, stage) => sum + nanoseconds[stage], 0);
  const parallel = total - serial;
  return {
    serial: serial / total,
    most: total / serial,
    // The main thread has a core of its own: with n workers the slower side decides.
    by: workers => total / Math.max(serial, parallel / workers),
  };
}

/** One line a stage: nanoseconds, share, a bar. */
export function stageLines(figures: StageFigures): string[] {
  const { nanoseconds, packets } = figures;
  const total = STAGES.reduce((sum, stage) => sum + nanoseconds[stage], 0);
  const lines = STAGES.map(stage => {
    const ns = nanoseconds[stage];
    const share = ns / total;
    const where = SERIAL.includes(stage) ? 'main' : 'workers';
    const bar = '#'.repeat(Math.round(share * 50));
    return `${stage.padEnd(8)}${ns.toFixed(0).padStart(6)} ns ${(share * 100).toFixed(1).padStart(5)} %  ${where.padEnd(8)} ${bar}`;
  });
  lines.push(
    `${'sum'.padEnd(8)}${total.toFixed(0).padStart(6)} ns a packet, ${packets.toLocaleString('en-US')} packets`,
  );
  return lines;
}

if (process.argv[1]?.endsWith('stages.js')) {
  const path = process.argv[2];
  const given = process.argv.indexOf('--format');
  const format = given > 0 ? (process.argv[given + 1] as Format) : 'none';
  const figures = await stages(path, format);
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(figures)}\n`);
  else {
    for (const text of stageLines(figures)) process.stdout.write(`${text}\n`);
    const limit = amdahl(figures);
    process.stdout.write(
      `main thread ${(limit.serial * 100).toFixed(1)} %: at most ${limit.most.toFixed(2)} times one thread\n`,
    );
  }
}
