/** SCCP connectionless messages (Q.713) around what stands in a Back. */
import type { Back } from './back.ts';

/** Numbering plans of a global title. Q.713 §3.4.2.3.3. */
export const E164 = 1;
export const E212 = 6;
export const E214 = 7;

export interface Address {
  /** Digits of a global title of format 4; '' where there is none. */
  readonly digits: string;
  /** 0 where there is none. */
  readonly ssn: number;
  readonly plan: number;
  /** 14-bit signalling point code inside the address; -1 where there is none. */
  readonly pointCode: number;
  readonly routeOnSsn: boolean;
}

export function title(digits: string, ssn: number, plan: number = E164): Address {
  return { digits, ssn, plan, pointCode: -1, routeOnSsn: false };
}

/** Octets of an address without its length octet. */
export function addressSize(a: Address): number {
  const gt = a.digits === '' ? 0 : 3 + ((a.digits.length + 1) >> 1);
  return 1 + (a.pointCode >= 0 ? 2 : 0) + (a.ssn > 0 ? 1 : 0) + gt;
}

/** Q.713 §3.4: indicator, point code, SSN, global title; written backwards, its length octet last. */
function writeAddress(w: Back, a: Address): void {
  const end = w.p;
  let indicator = a.routeOnSsn ? 0x40 : 0;
  if (a.digits !== '') {
    w.bcd(a.digits, 0);
    w.u8(4); // nature of address: international
    w.u8((a.plan << 4) | (a.digits.length & 1 ? 1 : 2)); // encoding scheme: odd or even
    w.u8(0); // translation type
    indicator |= 0x10; // global title indicator 0100
  }
  if (a.ssn > 0) {
    w.u8(a.ssn);
    indicator |= 0x02;
  }
  if (a.pointCode >= 0) {
    w.u8(a.pointCode >>> 8);
    w.u8(a.pointCode);
    indicator |= 0x01;
  }
  w.u8(indicator);
  w.u8(end - w.p);
}

/** Largest user data of a UDT that also leaves room for pointers. */
export const UDT_DATA = 254;

/** Protocol class octet: class 0 or 1 in the low half, 8 in the high half returns the message on error. §3.6. */
export const RETURN_ON_ERROR = 0x80;

/** UDT, type 9: everything that stands in `w` before `end` is its data. §4.10. */
export function writeUdt(w: Back, end: number, called: Address, calling: Address, protocolClass: number): void {
  unitdata(w, end, called, calling, 9, protocolClass);
}

/** UDTS, type 10, with its return cause in the place of the class. §4.11. */
export function writeUdts(w: Back, end: number, called: Address, calling: Address, cause: number): void {
  unitdata(w, end, called, calling, 10, cause);
}

function unitdata(w: Back, end: number, called: Address, calling: Address, type: number, second: number): void {
  w.u8(end - w.p);
  writeAddress(w, calling);
  writeAddress(w, called);
  const c = addressSize(called);
  const k = addressSize(calling);
  w.u8(3 + c + k); // each pointer counts from itself
  w.u8(3 + c);
  w.u8(3);
  w.u8(second);
  w.u8(type);
}

export interface Segmentation {
  readonly first: boolean;
  readonly remaining: number;
  /** 24 bits, the same in all segments of a message. */
  readonly reference: number;
}

/** XUDT, type 17 (or XUDTS, 18, with a return cause as `second`): `n` octets of `from` at `at`. §4.18, §4.19. */
export function writeXudt(
  w: Back,
  from: Uint8Array,
  at: number,
  n: number,
  called: Address,
  calling: Address,
  second: number,
  segmentation: Segmentation | null,
  type: 17 | 18 = 17,
): void {
  if (segmentation !== null) {
    w.u8(0); // end of optional parameters
    w.u24(segmentation.reference);
    w.u8((segmentation.first ? 0x80 : 0) | ((second & 1) << 6) | segmentation.remaining); // §3.17
    w.u8(4);
    w.u8(0x10);
  }
  for (let i = at + n - 1; i >= at; i--) w.u8(from[i] as number);
  w.u8(n);
  writeAddress(w, calling);
  writeAddress(w, called);
  const c = addressSize(called);
  const k = addressSize(calling);
  w.u8(segmentation === null ? 0 : 4 + c + k + n);
  w.u8(4 + c + k);
  w.u8(4 + c);
  w.u8(4);
  w.u8(15); // hop counter
  w.u8(second);
  w.u8(type);
}

/** LUDT, type 19, or LUDTS, type 20, without optional part: everything that stands in `w` before `end` is its data. §4.20, §4.21. */
export function writeLudt(
  w: Back,
  end: number,
  called: Address,
  calling: Address,
  second: number,
  type: 19 | 20,
): void {
  // Lengths and pointers of two octets, the low one first; a pointer counts from its high octet (§2.3).
  const word = (n: number): void => {
    w.u8(n >>> 8);
    w.u8(n & 0xff);
  };
  word(end - w.p);
  writeAddress(w, calling);
  writeAddress(w, called);
  const c = addressSize(called);
  const k = addressSize(calling);
  word(0);
  word(5 + c + k);
  word(6 + c);
  word(7);
  w.u8(15); // hop counter
  w.u8(second);
  w.u8(type);
}
