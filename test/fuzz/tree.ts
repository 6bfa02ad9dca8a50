/**
 * A message as a tree of its elements, and the writing of it with edits: every element kind knows where its length
 * stands, so that an edit deep inside leaves the lengths around it right, and an edit of a length leaves the rest right.
 * Trees are never changed; an edit is laid beside them and met while writing.
 */
import { below, chance, pick, random32 } from './random.ts';

/** Octets in front (`head`), then `body` or `parts`; no length. */
export const RAW = 0;
/** As RAW, with the length of what follows somewhere in the head. */
export const SIZED = 1;
/** BER: `head` is the tag, the length is made. */
export const BER = 2;
/** SCCP: `head`, then one pointer a part, then the parts. */
export const POINTERS = 3;

/** Where a SIZED element has its length. */
export interface Size {
  readonly at: number;
  readonly octets: 1 | 2 | 4;
  /** What the length counts beyond the content; the head, usually. */
  readonly adds: number;
  readonly little?: boolean;
  /** Contents are filled up to a multiple of this. */
  readonly pad?: number;
  /** The filling is counted too. */
  readonly padCounts?: boolean;
  /** The length once more behind it all (pcapng). */
  readonly trailer?: boolean;
  /** A second place, 4 octets, that has the length of the content alone (pcapng). */
  readonly also?: number;
}

export interface Node {
  readonly kind: number;
  readonly head: Uint8Array;
  readonly body: Uint8Array;
  readonly parts: readonly Node[];
  readonly size: Size | undefined;
  /** Octets of a pointer (POINTERS). */
  readonly pointer: number;
  /** Which protocol begins here, '' where none does. */
  readonly protocol: string;
  /** Set by `nodesOf`: the element around it, and its octets as they are without edits. */
  parent: Node | undefined;
  octets: Uint8Array | undefined;
  /** Number of the writing that changes something in it. */
  changed: number;
}

const NOTHING = new Uint8Array(0);

/** Every node is made here, so that all have one shape. */
function node(
  kind: number,
  head: Uint8Array,
  content: Uint8Array | readonly Node[],
  protocol: string,
  size?: Size,
  pointer = 0,
): Node {
  const isBody = content instanceof Uint8Array;
  const body = isBody ? content : NOTHING;
  const parts = isBody ? [] : content;
  return { kind, head, body, parts, size, pointer, protocol, parent: undefined, octets: undefined, changed: 0 };
}

export function raw(head: Uint8Array, parts: readonly Node[] = [], protocol = ''): Node {
  return node(RAW, head, parts, protocol);
}

export function sized(head: Uint8Array, size: Size, content: Uint8Array | readonly Node[], protocol = ''): Node {
  return node(SIZED, head, content, protocol, size);
}

export function ber(tag: Uint8Array, content: Uint8Array | readonly Node[], protocol = ''): Node {
  return node(BER, tag, content, protocol);
}

export function pointers(head: Uint8Array, pointer: 1 | 2, parts: readonly Node[]): Node {
  return node(POINTERS, head, parts, 'sccp', undefined, pointer);
}

/** The same element as the beginning of another protocol, or with other parts. */
export function like(other: Node, protocol: string, parts: readonly Node[] = other.parts): Node {
  const content = parts.length === 0 ? other.body : parts;
  return node(other.kind, other.head, content, protocol, other.size, other.pointer);
}

const room = new Uint8Array(1 << 18);

/** Every element of a tree, the root first, ready to be written. */
export function nodesOf(root: Node): Node[] {
  const all = [root];
  for (let i = 0; i < all.length; i++) {
    const node = all[i];
    node.octets ??= room.slice(0, writeTree(node, room, 0, room.length));
    for (const part of node.parts) {
      part.parent = node;
      all.push(part);
    }
  }
  return all;
}

// What an edit does to its element.
const DROP = 1;
const REPEAT = 2;
const SWAP = 3;
const NEST = 4;
const LENGTH = 5;
const EMPTY = 6;
const CUT = 7;
const GROW = 8;
const HEAD = 9;
const REPLACE = 10;
const BEHIND = 11;
const FORM = 12;
const BODY = 13;
const FLOOD = 14;
const OPERATIONS = [
  DROP,
  REPEAT,
  SWAP,
  NEST,
  LENGTH,
  EMPTY,
  CUT,
  GROW,
  HEAD,
  REPLACE,
  BEHIND,
  FORM,
  BODY,
  LENGTH,
  FORM,
];

const MOST_EDITS = 3;
const editOf: (Node | undefined)[] = [undefined, undefined, undefined];
const operations = new Uint8Array(MOST_EDITS);
const donors: (Node | undefined)[] = [undefined, undefined, undefined];
let edits = 0;
/** Number of the writing under way. */
let writing = 0;

/** Octets written here; nothing is written at or beyond `limit`. */
let out: Uint8Array = NOTHING;
let limit = 0;

/** Writes the tree as it is. Gives the octet behind it. */
export function writeTree(root: Node, into: Uint8Array, at: number, end: number): number {
  edits = 0;
  writing++;
  out = into;
  limit = end;
  return plain(root, at, 0);
}

/**
 * Writes the tree with one to three edits of random elements; `others` gives elements of other messages. Now and then
 * one element is repeated until `end`. Without that nothing is written beyond `usual`.
 */
export function writeEdited(
  nodes: readonly Node[],
  others: readonly Node[],
  into: Uint8Array,
  at: number,
  end: number,
  usual = at + 4096,
): number {
  out = into;
  limit = Math.min(end, usual);
  edits = chance(75) ? 1 : chance(75) ? 2 : 3;
  writing++;
  for (let i = 0; i < edits; i++) {
    editOf[i] = pick(nodes);
    operations[i] = pick(OPERATIONS);
    donors[i] = others[below(others.length)];
    for (let node = editOf[i]; node !== undefined; node = node.parent) node.changed = writing;
  }
  if (below(16_384) === 0) {
    operations[0] = FLOOD;
    limit = end;
  }
  return write(nodes[0], at);
}

function put(octets: Uint8Array, p: number): number {
  const n = octets.length;
  if (limit - p < n) return p;
  if (n > 40) out.set(octets, p);
  else for (let i = 0; i < n; i++) out[p + i] = octets[i];
  return p + n;
}

function octet(value: number, p: number): number {
  if (p >= limit) return p;
  out[p] = value;
  return p + 1;
}

function some(n: number, p: number): number {
  const form = below(4);
  for (let i = 0; i < n; i++) p = octet(form === 0 ? 0 : form === 1 ? 0xff : random32(), p);
  return p;
}

function write(node: Node, p: number): number {
  if (node.changed !== writing && node.octets !== undefined) return put(node.octets, p);
  for (let i = 0; i < edits; i++) {
    if (editOf[i] !== node) continue;
    // met once: copies of the element are plain
    editOf[i] = undefined;
    return edited(node, p, operations[i], donors[i]);
  }
  return plain(node, p, 0);
}

function edited(node: Node, p: number, operation: number, donor: Node | undefined): number {
  switch (operation) {
    case DROP:
      return p;
    case REPEAT:
      for (let n = chance(90) ? 2 + below(3) : 20 + below(200); n > 0; n--) p = plain(node, p, 0);
      return p;
    case FLOOD:
      for (let before = -1; before !== p; ) {
        before = p;
        p = plain(node, p, 0);
      }
      return p;
    case NEST:
      return nested(node, p, chance(80) ? 1 + below(3) : below(60));
    case HEAD: {
      const at = p;
      p = plain(node, p, 0);
      if (p > at && node.head.length > 0) out[at + below(Math.min(node.head.length, p - at))] = random32();
      return p;
    }
    case REPLACE:
      return donor === undefined ? p : plain(donor, p, 0);
    case BEHIND:
      p = plain(node, p, 0);
      return donor === undefined ? p : plain(donor, p, 0);
    default:
      return plain(node, p, operation);
  }
}

/** The element in copies of its own head, `depth` deep. */
function nested(node: Node, p: number, depth: number): number {
  if (depth === 0 || node.kind === RAW || node.kind === POINTERS) return plain(node, p, 0);
  const start = p;
  p = node.kind === BER ? berHead(node, p) : put(node.head, p);
  const from = p;
  p = nested(node, p, depth - 1);
  return node.kind === BER ? berLength(p, from, 0) : sizedLength(node, start, from, p, 0);
}

function content(node: Node, p: number, operation: number): number {
  const { parts } = node;
  if (operation === EMPTY) return p;
  const from = p;
  if (parts.length === 0) p = operation === BODY ? some(node.body.length, p) : put(node.body, p);
  else if (operation === SWAP) {
    const first = below(parts.length);
    for (let i = 0; i < parts.length; i++) p = write(parts[(first + i) % parts.length], p);
  } else for (const part of parts) p = write(part, p);
  if (operation === CUT) return from + below(p - from + 1);
  if (operation === GROW) return some(1 + below(chance(90) ? 12 : 300), p);
  return p;
}

function plain(node: Node, p: number, operation: number): number {
  const start = p;
  switch (node.kind) {
    case BER: {
      p = berHead(node, p);
      return berLength(content(node, p, operation), p, operation);
    }
    case SIZED: {
      const from = put(node.head, p);
      return sizedLength(node, start, from, content(node, from, operation), operation);
    }
    case POINTERS:
      return pointed(node, p, operation);
    default:
      return content(node, put(node.head, p), operation);
  }
}

function berHead(node: Node, p: number): number {
  // one octet of room for the length
  return octet(0, put(node.head, p));
}

/** Puts the length of what stands at `from` to `p` before it; in other forms, or wrong, where the edit says so. */
function berLength(p: number, from: number, operation: number): number {
  const at = from - 1;
  const n = p - from;
  if (operation === LENGTH) {
    out[at] = wrong(n);
    return out[at] > 0x7f && chance(50) ? some(1 + below(4), p) : p;
  }
  let octets = n < 0x80 ? 0 : n < 0x100 ? 1 : 2;
  if (operation === FORM) {
    const form = below(6);
    if (form < 2) {
      // indefinite, sometimes without its end
      out[at] = 0x80;
      return form === 0 ? p : octet(0, octet(0, p));
    }
    octets = form === 5 ? 8 : form - 1;
  }
  if (octets === 0) {
    out[at] = n;
    return p;
  }
  if (limit - p < octets) return p;
  out.copyWithin(from + octets, from, p);
  out[at] = 0x80 | octets;
  for (let i = octets - 1, rest = n; i >= 0; i--, rest = Math.floor(rest / 256)) out[from + i] = rest;
  return p + octets;
}

/** A length that is not `n`. */
function wrong(n: number): number {
  switch (below(8)) {
    case 0:
      return n + 1;
    case 1:
      return n - 1;
    case 2:
      return 0;
    case 3:
      return below(8);
    case 4:
      return 0x80;
    case 5:
      return 0x7fffffff;
    case 6:
      return 0xffffffff;
    default:
      return random32();
  }
}

function sizedLength(node: Node, start: number, from: number, p: number, operation: number): number {
  const size = node.size as Size;
  // the head did not fit
  if (from - start < node.head.length) return p;
  const octets = p - from;
  const pad = size.pad === undefined ? 0 : -(node.head.length + octets) & (size.pad - 1);
  for (let i = 0; i < pad; i++) p = octet(0, p);
  let length = octets + size.adds + (size.padCounts ? pad : 0) + (size.trailer ? 4 : 0);
  if (operation === LENGTH) length = wrong(length);
  number(start + size.at, size.octets, length, size.little ?? false);
  if (size.also !== undefined) number(start + size.also, 4, octets, size.little ?? false);
  if (size.trailer && limit - p >= 4) {
    number(p, 4, length, size.little ?? false);
    p += 4;
  }
  return p;
}

function number(at: number, octets: number, value: number, little: boolean): void {
  for (let i = 0; i < octets; i++) out[at + (little ? i : octets - 1 - i)] = i < 4 ? value >>> (8 * i) : 0;
}

function pointed(node: Node, p: number, operation: number): number {
  const { pointer, parts } = node;
  const start = put(node.head, p);
  p = start;
  for (let i = 0; i < parts.length * pointer; i++) p = octet(0, p);
  if (p - start < parts.length * pointer) return p;
  const order = operation === SWAP ? below(parts.length) : 0;
  for (let i = 0; i < parts.length; i++) {
    const which = (i + order) % parts.length;
    const at = start + which * pointer;
    // Q.713 §2.3: from the pointer itself, of two octets from the second
    const distance = p - at - (pointer - 1);
    const before = p;
    p = write(parts[which], p);
    // what is not there has the pointer 0, mostly
    let value = p === before && chance(80) ? 0 : distance;
    if (operation === LENGTH && chance(40)) value = wrong(value);
    number(at, pointer, value, true);
  }
  return p;
}
