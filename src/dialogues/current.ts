/**
 * The message at hand, and the block of messages from which it comes: copied here from their batch, so that the pairing
 * reads constant views. What is read through a view that V8 does not know beforehand costs it 24 instructions a word, what
 * is read through these 4.
 */
import { viewsOf } from '../../decoders/layout.ts';
import { message } from '../../decoders/message.ts';

/** Messages a block: what a look ahead brings into the caches must still be there when they are taken. */
export const BLOCK = 32;

export const current = viewsOf(new ArrayBuffer(message.stride));
/** The 32-bit fields as signed numbers, for identifiers and hashes that go from function to function (hash.ts). */
export const currentSigned = new Int32Array(current.u8.buffer);

const views = viewsOf(new ArrayBuffer(BLOCK * message.stride));
/** The block. */
export const block = { ...views, i32: new Int32Array(views.u8.buffer) };

const WORDS = message.stride / 8;
const { f64: into } = current;
const { f64: from, u8: octets } = views;

/** Takes the records `first` to `end - 1` of a batch as the block. */
export function takeBlock(batch: Uint8Array, first: number, end: number): void {
  octets.set(batch.subarray(first * message.stride, end * message.stride));
}

/** Makes record number `n` of the block the current message. */
export function takeMessage(n: number): void {
  const at = n * WORDS;
  let i = 0;
  for (; i <= WORDS - 8; i += 8) {
    into[i] = from[at + i];
    into[i + 1] = from[at + i + 1];
    into[i + 2] = from[at + i + 2];
    into[i + 3] = from[at + i + 3];
    into[i + 4] = from[at + i + 4];
    into[i + 5] = from[at + i + 5];
    into[i + 6] = from[at + i + 6];
    into[i + 7] = from[at + i + 7];
  }
  for (; i < WORDS; i++) into[i] = from[at + i];
}
