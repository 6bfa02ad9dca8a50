/**
 * Pseudonyms for identities (specification §6): HMAC-SHA-256 under the operator's key, cut to 16 octets, in hex.
 *
 * One subscriber has one pseudonym across protocols, files, machines and runs that share the key: what is hashed is the
 * normalised identity (the digits without filler; of an IMEI or IMEISV its first 14 digits, which are the device: the
 * rest is a check digit in MAP and a software version in GTP; of an address its text). The kind stands before it, so
 * that an IMSI and an MSISDN of the same digits differ.
 */
import { hash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { OperatorError } from '../errors.ts';
import { compress, INITIAL } from './sha256.ts';

/** `title`: a global title that tells a subscriber (titles.ts). */
export type IdentityKind = 'imsi' | 'msisdn' | 'imei' | 'end_user_address' | 'title';

/** The pseudonyms of one key; the same text gives the same one everywhere. */
export interface Pseudonym {
  /** Of a text that would stand in the output. */
  of(kind: IdentityKind, identity: string): string;
  /** The same of the first `length` octets of a text, as the four words (the first octet highest) that its hex digits are. */
  words(kind: IdentityKind, text: Uint8Array, length: number, to: Int32Array, at: number): void;
}

/** Characters of a pseudonym. */
export const PSEUDONYM_LENGTH = 32;
/** Octets that a key must have at least. */
export const KEY_OCTETS = 32;
const LONGEST_KEY = 4096;

/** The octets that SHA-256 takes at a time: RFC 2104 §2 fills or hashes the key to as many. */
const BLOCK = 64;
const BLOCK_WORDS = BLOCK / 4;
const STATE = 8;
const DIGEST = 32;
/** Words of a digest that make a pseudonym. */
export const PSEUDONYM_WORDS = 4;
/** Characters of a kind and an identity that there is room for, with what ends them. */
const ROOM = 5 * BLOCK;
const MOST_CHARACTERS = 256;
/** Digits of an equipment that are hashed. */
const IMEI_DIGITS = 14;

/** HMAC (RFC 2104 §2): the two states behind the key are made once, so that an identity takes two blocks. */
class Hmac implements Pseudonym {
  readonly #inner: Int32Array;
  readonly #outer: Int32Array;
  readonly #state = new Int32Array(STATE);
  readonly #block = new Int32Array(BLOCK_WORDS);
  readonly #message = new Uint8Array(ROOM);
  readonly #view = new DataView(this.#message.buffer);
  readonly #kinds = new Map<IdentityKind, Uint8Array>();
  readonly #text = Buffer.alloc(ROOM);
  readonly #words = new Int32Array(PSEUDONYM_WORDS);

  constructor(key: Uint8Array) {
    const filled = new Uint8Array(BLOCK);
    filled.set(key.length > BLOCK ? hash('sha256', key, 'buffer') : key);
    this.#inner = this.#behind(filled, 0x36);
    this.#outer = this.#behind(filled, 0x5c);
  }

  #behind(filled: Uint8Array, pad: number): Int32Array {
    const state = Int32Array.from(INITIAL);
    this.#message.set(filled.map(octet => octet ^ pad));
    this.#take(state, 0);
    return state;
  }

  /** Takes the block of the message that begins at this octet. */
  #take(state: Int32Array, at: number): void {
    for (let i = 0; i < BLOCK_WORDS; i++) this.#block[i] = this.#view.getInt32(at + 4 * i);
    compress(state, this.#block);
  }

  of(kind: IdentityKind, identity: string): string {
    if (identity.length > MOST_CHARACTERS) {
      throw new RangeError(`an identity of ${identity.length} characters, at most ${MOST_CHARACTERS}`);
    }
    this.words(kind, this.#text, this.#text.write(identity, 'latin1'), this.#words, 0);
    return Array.from(this.#words, word => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  words(kind: IdentityKind, text: Uint8Array, length: number, to: Int32Array, at: number): void {
    const message = this.#message;
    let p = this.#begin(kind);
    const end = kind === 'imei' ? Math.min(length, IMEI_DIGITS) : length;
    for (let i = 0; i < end; i++) message[p++] = text[i];
    const state = this.#state;
    state.set(this.#inner);
    this.#finish(state, p);
    // The outer hash is of the inner one's digest.
    const block = this.#block;
    block.set(state);
    block.fill(0, STATE);
    block[STATE] = 0x80000000;
    block[BLOCK_WORDS - 1] = 8 * (BLOCK + DIGEST);
    state.set(this.#outer);
    compress(state, block);
    for (let i = 0; i < PSEUDONYM_WORDS; i++) to[at + i] = state[i];
  }

  /** The kind and a zero octet, in front of the identity. */
  #begin(kind: IdentityKind): number {
    let octets = this.#kinds.get(kind);
    if (octets === undefined) {
      octets = new TextEncoder().encode(`${kind}\0`);
      this.#kinds.set(kind, octets);
    }
    for (let i = 0; i < octets.length; i++) this.#message[i] = octets[i];
    return octets.length;
  }

  /** Pads the message of `length` octets, behind the key's block, and takes it (FIPS 180-4 §5.1.1). */
  #finish(state: Int32Array, length: number): void {
    const end = Math.ceil((length + 9) / BLOCK) * BLOCK;
    this.#message.fill(0, length, end);
    this.#message[length] = 0x80;
    this.#view.setUint32(end - 4, 8 * (BLOCK + length));
    for (let at = 0; at < end; at += BLOCK) this.#take(state, at);
  }
}

export function pseudonyms(key: Uint8Array): Pseudonym {
  return new Hmac(key);
}

/**
 * Reads a key file: its octets as they are, at least 32. Refused where the group or others may read or write it.
 * Throws an OperatorError that names the file and never its content.
 */
export async function readKey(path: string): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: NodeJS.ErrnoException) => {
    throw new OperatorError('no-key', `cannot read the key file ${path}: ${error.code ?? 'unknown error'}`);
  });
  try {
    const { mode, size } = await file.stat();
    if ((mode & constants.S_IFMT) !== constants.S_IFREG)
      throw new OperatorError('bad-key', `key file ${path}: not a regular file`);
    if ((mode & 0o077) !== 0) {
      const octal = (mode & 0o777).toString(8).padStart(3, '0');
      throw new OperatorError('open-key', `key file ${path}: mode ${octal} lets others in, chmod 600 it`);
    }
    if (size < KEY_OCTETS) {
      throw new OperatorError('short-key', `key file ${path}: ${size} octets, at least ${KEY_OCTETS} are needed`);
    }
    if (size > LONGEST_KEY) {
      throw new OperatorError('long-key', `key file ${path}: ${size} octets, at most ${LONGEST_KEY} are taken`);
    }
    return new Uint8Array(await file.readFile());
  } finally {
    await file.close();
  }
}

/** Makes a key file of 32 random octets with mode 0600; never overwrites. Throws an OperatorError. */
export async function makeKey(path: string): Promise<void> {
  const refuse = (error: NodeJS.ErrnoException): never => {
    const why = error.code === 'EEXIST' ? 'it is there already' : (error.code ?? 'unknown error');
    throw new OperatorError('cannot-make-key', `cannot make the key file ${path}: ${why}`);
  };
  const file = await open(path, 'wx', 0o600).catch(refuse);
  try {
    await file.writeFile(randomBytes(KEY_OCTETS));
    await file.sync();
  } catch (error) {
    await unlink(path).catch(() => undefined);
    refuse(error as NodeJS.ErrnoException);
  } finally {
    await file.close();
  }
}
