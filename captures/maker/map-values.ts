/** Elements that arguments of MAP are made of (TS 29.002 §17.7.8): numbers, digits, SEQUENCEs; written backwards (back.ts). */
import type { Back } from './back.ts';
import type { Dialogue } from './dialogue.ts';

export type Writer = (w: Back, d: Dialogue) => void;

/** AddressString: extension bit, nature international, plan E.164; then TBCD. §17.7.8. */
export function number(w: Back, tag: number, digits: string): void {
  const end = w.p;
  w.bcd(digits);
  w.u8(0x91);
  w.wrap(tag, end);
}

export function digits(w: Back, tag: number, d: string): void {
  const end = w.p;
  w.bcd(d);
  w.wrap(tag, end);
}

export function noise(w: Back, tag: number, count: number, salt: number): void {
  const end = w.p;
  w.noise(count, salt);
  w.wrap(tag, end);
}

/** MCC and MNC in three octets. TS 24.008 §10.5.1.13. */
export function writePlmn(w: Back, plmn: string): void {
  const c = (i: number): number => plmn.charCodeAt(i) - 48;
  const third = plmn.length === 6 ? c(5) : 15;
  w.u8((c(4) << 4) | c(3));
  w.u8((third << 4) | c(2));
  w.u8((c(1) << 4) | c(0));
}

export function sequence(write: Writer, tag = 0x30): Writer {
  return (w, d) => {
    const end = w.p;
    write(w, d);
    w.wrap(tag, end);
  };
}

/** SEQUENCE { ENUMERATED } of version 3: roaming cause, diagnostic, network resource. */
export function enumerated(value: number): Writer {
  return sequence(w => w.one(0x0a, value));
}

/** The bare ENUMERATED of versions 1 and 2. */
export function bareEnumerated(value: number): Writer {
  return w => w.one(0x0a, value);
}
