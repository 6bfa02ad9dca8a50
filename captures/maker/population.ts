/**
 * Subscribers by number: identities follow from the number, what changes stands in typed arrays. Two hundred octets for
 * a device would be the cost of objects; here it is sixteen.
 */

import { HOMES } from './countries.ts';
import type { Random } from './random.ts';
import type { Operator, World } from './world.ts';

/** Type allocation codes, invented ones of the range that test equipment uses. */
const TACS = ['00101711', '00101829', '00102133', '00102546', '00102951', '00103207', '00103860', '00104415'] as const;

export class Population {
  readonly size: number;
  private readonly world: World;
  private readonly home: Uint8Array;
  /** Operator, VLR and SGSN that a device is with. */
  readonly visited: Uint8Array;
  readonly vlr: Uint8Array;
  readonly sgsn: Uint8Array;
  /** VLR before: operator << 2 | VLR, 0xffff where none is known. */
  readonly before: Uint16Array;
  /** Open PDP contexts as bits of NSAPI. */
  readonly contexts: Uint16Array;
  private readonly model: Uint8Array;

  constructor(world: World, size: number, random: Random) {
    this.world = world;
    this.size = size;
    this.home = new Uint8Array(size);
    this.visited = new Uint8Array(size);
    this.vlr = new Uint8Array(size);
    this.sgsn = new Uint8Array(size);
    this.before = new Uint16Array(size).fill(0xffff);
    this.contexts = new Uint16Array(size);
    this.model = new Uint8Array(size);
    for (let i = 0; i < size; i++) {
      // Few homes carry most, as with a hub's customers.
      this.home[i] = Math.min(random.below(HOMES), random.below(HOMES));
      this.model[i] = random.below(TACS.length);
      this.move(i, random);
    }
  }

  homeOf(i: number): Operator {
    return this.world.operators[this.home[i] as number] as Operator;
  }

  visitedOf(i: number): Operator {
    return this.world.operators[this.visited[i] as number] as Operator;
  }

  /** Into another network, or to another node of the one it is in. */
  move(i: number, random: Random): void {
    const { operators } = this.world;
    this.before[i] = ((this.visited[i] as number) << 2) | (this.vlr[i] as number);
    let to = random.below(operators.length);
    if (to === this.home[i]) to = (to + 1) % operators.length;
    this.visited[i] = to;
    this.vlr[i] = random.below((operators[to] as Operator).vlrs.length);
    this.sgsn[i] = random.below((operators[to] as Operator).sgsns.length);
  }

  /** Fifteen digits. The subscriber's part is a permutation of the number, so that neighbours do not look alike. */
  imsi(i: number): string {
    const home = this.homeOf(i);
    const digits = 15 - home.plmn.length;
    const spread = (i * 7919 + 1000003 * ((this.home[i] as number) + 1)) % 1e9;
    return home.plmn + padded(spread, digits);
  }

  msisdn(i: number): string {
    const home = this.homeOf(i);
    const digits = home.nationalDigits - home.prefix.length;
    return home.countryCode + home.prefix + padded((i * 7907 + 500009) % 10 ** Math.min(digits, 9), digits);
  }

  /** TAC, serial number and check digit. */
  imei(i: number): string {
    const fourteen = (TACS[this.model[i] as number] as string) + padded((i * 7) % 1000000, 6);
    return fourteen + luhn(fourteen);
  }

  /** TAC, serial number and software version: sixteen digits. */
  imeisv(i: number): string {
    return this.imei(i).slice(0, 14) + String(1 + (i % 40)).padStart(2, '0');
  }

  /** A free NSAPI from 5 to 15, or 0. */
  freeNsapi(i: number): number {
    const used = this.contexts[i] as number;
    for (let n = 5; n < 16; n++) if (!(used & (1 << n))) return n;
    return 0;
  }
}

const THREE = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'));

/** A number below 10^9 with zeros before it, to so many digits (up to 12); by parts, since long numbers print slowly. */
function padded(n: number, digits: number): string {
  const all = `000${THREE[Math.floor(n / 1e6)]}${THREE[Math.floor(n / 1000) % 1000]}${THREE[n % 1000]}`;
  return all.slice(12 - digits);
}

/** Check digit of an IMEI: TS 23.003 annex B. */
export function luhn(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let d = digits.charCodeAt(digits.length - 1 - i) - 48;
    if (i % 2 === 0) {
      d *= 2;
      if (d > 9) d -= 9;
    }
    sum += d;
  }
  return String((10 - (sum % 10)) % 10);
}
