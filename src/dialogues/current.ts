/**
 * The message at hand, and the block of messages from which it comes: copied here from their batch, so that the pairing
 * reads constant views. What is read through a view that V8 does not know beforehand costs it 24 instructions a word, what
 * is read through these 4.
 */
import { viewsOf } from '../../decoders/layout.ts';
import { message } from '../../decoders/message.ts';

/** Messages a block, a power of two: what a look ahead brings into the caches must still be there when they are taken. */
export const BLOCK = 32;

export const current = viewsOf(new ArrayBuffer(message.stride));
/** The 32-bit fields as signed numbers, for identifiers and hashes that go from function to function (hash.ts). */
export const currentSigned = new Int32Array(current.u8.buffer);

const views = viewsOf(new ArrayBuffer(BLOCK * message.stride));
/** The block. */
export const block = { ...views, i32: new Int32Array(views.u8.buffer) };

const WORDS = message.stride / 8;
/** Of the block's messages; a constant of this module alone, for V8 does not fold what is exported. */
const LAST = BLOCK - 1;
const { f64: into } = current;
const { f64: from, u8: octets } = views;

/** Takes the records `first` to `end - 1` of a batch as the block. */
export function takeBlock(batch: Uint8Array, first: number, end: number): void {
  octets.set(batch.subarray(first * message.stride, end * message.stride));
}

/**
 * Makes record number `n` of the block the current message. The number is masked to what it is anyway (below BLOCK), and
 * places in the current message are constants: V8 knows then that each word lies in its view, and checks none.
 */
export function takeMessage(n: number): void {
  const at = (n & LAST) * WORDS;
  takeEight(0, at);
  takeEight(8, at + 8);
  takeEight(16, at + 16);
  takeEight(24, at + 24);
  for (let i = 32; i < WORDS; i++) into[i] = from[at + i];
}

function takeEight(to: number, at: number): void {
  into[to] = from[at];
  into[to + 1] = from[at + 1];
  into[to + 2] = from[at + 2];
  into[to + 3] = from[at + 3];
  into[to + 4] = from[at + 4];
  into[to + 5] = from[at + 5];
  into[to + 6] = from[at + 6];
  into[to + 7] = from[at + 7];
}
