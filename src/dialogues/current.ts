/** The message at hand: copied here from its batch, so that the pairing reads constant views. */
import { viewsOf } from '../../decoders/layout.ts';
import { message } from '../../decoders/message.ts';

export const current = viewsOf(new ArrayBuffer(message.stride));
/** The 32-bit fields as signed numbers, for identifiers and hashes that go from function to function (hash.ts). */
export const currentSigned = new Int32Array(current.u8.buffer);

const WORDS = message.stride / 8;
const { f64: into } = current;

/** Copies record number `n` of a batch. */
export function takeMessage(from: Float64Array, n: number): void {
  const at = n * WORDS;
  for (let i = 0; i < WORDS; i++) into[i] = from[at + i];
}
