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

/** `title`: a global title that tells a subscriber (titles.ts). */
export type IdentityKind = 'imsi' | 'msisdn' | 'imei' | 'end_user_address' | 'title';

/** `identity` is the text that would stand in the output; the same text gives the same pseudonym everywhere. */
export type Pseudonym = (kind: IdentityKind, identity: string) => string;

/** Characters of a pseudonym. */
export const PSEUDONYM_LENGTH = 32;
/** Octets that a key must have at least. */
export const KEY_OCTETS = 32;
const LONGEST_KEY = 4096;

/** The octets that SHA-256 takes at a time: RFC 2104 §2 fills or hashes the key to as many. */
const BLOCK = 64;
const DIGEST = 32;
/** Characters of a kind and an identity that the buffer has room for. */
const ROOM = 256;

/**
 * The pseudonyms of one key. HMAC (RFC 2104 §2) written out over the one-call hash of Node, which costs about half of
 * making, feeding and ending an Hmac object for so few octets.
 */
export function pseudonyms(key: Uint8Array): Pseudonym {
  const filled = Buffer.alloc(BLOCK);
  filled.set(key.length > BLOCK ? hash('sha256', key, 'buffer') : key);
  const inner = Buffer.alloc(BLOCK + ROOM);
  const outer = Buffer.alloc(BLOCK + DIGEST);
  for (let i = 0; i < BLOCK; i++) {
    inner[i] = filled[i] ^ 0x36;
    outer[i] = filled[i] ^ 0x5c;
  }
  return (kind, identity) => {
    const text = `${kind}\0${kind === 'imei' ? identity.slice(0, 14) : identity}`;
    if (text.length > ROOM) throw new RangeError(`an identity of ${text.length} characters, at most ${ROOM}`);
    const end = BLOCK + inner.write(text, BLOCK, 'latin1');
    outer.write(hash('sha256', inner.subarray(0, end), 'hex'), BLOCK, 'hex');
    return hash('sha256', outer, 'hex').slice(0, PSEUDONYM_LENGTH);
  };
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
