/** Decompresses zstd beside everything else: one thread, any number of streams, each answer asked for. */
import { parentPort } from 'node:worker_threads';
import { ZstdFrames } from './zstd.ts';

export interface ZstdAsk {
  readonly stream: number;
  /** Compressed octets to go on with. */
  readonly chunk?: Uint8Array;
  /** About how many octets the answer may have. */
  readonly octets: number;
  /** No compressed octets are left. */
  readonly last?: boolean;
  /** The stream is no longer wanted. */
  readonly close?: boolean;
}

export interface ZstdAnswer {
  readonly stream: number;
  readonly out: Uint8Array;
  readonly hungry: boolean;
  readonly done: boolean;
  readonly fault: { readonly code: string; readonly text: string } | undefined;
}

/** One step of one stream: what was asked goes in, what it gives comes out. */
export function answer(frames: ZstdFrames, ask: ZstdAsk): ZstdAnswer {
  if (ask.chunk !== undefined) frames.push(ask.chunk);
  if (ask.last === true) frames.finish();
  const out = frames.pull(ask.octets);
  return { stream: ask.stream, out, hungry: frames.hungry, done: frames.done, fault: frames.fault };
}

const port = parentPort;
if (port !== null) {
  const streams = new Map<number, ZstdFrames>();
  port.on('message', (ask: ZstdAsk) => {
    if (ask.close === true) {
      streams.delete(ask.stream);
      return;
    }
    const frames = streams.get(ask.stream) ?? new ZstdFrames();
    streams.set(ask.stream, frames);
    const reply = answer(frames, ask);
    port.postMessage(reply, [reply.out.buffer as ArrayBuffer]);
  });
}
