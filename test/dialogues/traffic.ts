/**
 * Seeded traffic with every fault at once: nodes that share identifiers, relays, hubs, load sharing, reuse, loss, disorder,
 * copies, late answers, tunnels. Not realistic: dense, so that rules meet each other.
 */
import { FLAG_SNAPPED } from '../../decoders/message.ts';
import {
  type Address,
  abort,
  begin,
  type Component,
  cont,
  end,
  type Gtp,
  invoke,
  type Message,
  octetsOf,
  reject,
  result,
  resultNotLast,
  returnError,
  returned,
  type Tcap,
  unidirectional,
} from './messages.ts';

export interface Faults {
  readonly drop: number;
  readonly disorder: number;
  readonly copy: number;
  readonly mirror: number;
  readonly late: number;
  readonly snapped: number;
  readonly backwards: number;
}

export const NO_FAULTS: Faults = { drop: 0, disorder: 0, copy: 0, mirror: 0, late: 0, snapped: 0, backwards: 0 };
export const ALL_FAULTS: Faults = {
  drop: 0.03,
  disorder: 0.03,
  copy: 0.03,
  mirror: 0.03,
  late: 0.02,
  snapped: 0.01,
  backwards: 0.02,
};

/** Time-outs short enough to meet them often. */
export const OPTIONS = {
  gtpTimeout: 6,
  mapTimeout: { s: 4, m: 8, ml: 16, l: 25 },
  reorderWindow: 2,
  copyWindow: 1,
  chunkWindow: 3,
  keepOrphans: true,
};

export class Random {
  private state: number;
  constructor(seed: number) {
    this.state = seed >>> 0;
  }
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  below(n: number): number {
    return Math.floor(this.next() * n);
  }
  chance(p: number): boolean {
    return this.next() < p;
  }
  pick<T>(of: readonly T[]): T {
    return of[this.below(of.length)] as T;
  }
}

interface Node {
  address: Address;
  pc: number;
  /** Identifiers that it gives out: few, and others give out the same. */
  next: number;
  width: number;
}

interface Gsn {
  ip: string;
  /** A second address, from which it answers at times. */
  other: string;
  sequence: number;
  teid: number;
  recovery: number;
}

interface Context {
  sgsn: Gsn;
  ggsn: Gsn;
  imsi: string;
  apn: string;
  nsapi: number;
  teidSgsn: number;
  teidGgsn: number;
}

type Timed = { m: Message; at: number };

const HUB: Node = { address: { gt: '41790000001', ssn: 6 }, pc: 900, next: 0, width: 4 };
const hex = (n: number, width: number): string => (n % 256 ** width).toString(16).padStart(width * 2, '0');

export class Traffic {
  private readonly r: Random;
  private readonly out: Timed[] = [];
  private readonly vlrs: Node[];
  private readonly hlrs: Node[];
  private readonly sgsns: Gsn[];
  private readonly ggsns: Gsn[];
  private readonly contexts: Context[] = [];
  private key = 1;

  constructor(seed: number) {
    this.r = new Random(seed);
    const node = (i: number, hlr: boolean): Node => ({
      // Every fourth is known by its point code alone.
      address:
        i % 4 === 3
          ? { ssn: hlr ? 6 : 7 }
          : { gt: `${hlr ? 33 : 49}17${i}000${i}`, ssn: hlr ? 6 : i % 3 === 0 ? 149 : 7 },
      pc: (hlr ? 200 : 100) + i,
      next: this.r.below(20),
      width: 1 + (i % 4),
    });
    this.vlrs = Array.from({ length: 6 }, (_, i) => node(i, false));
    this.hlrs = Array.from({ length: 4 }, (_, i) => node(i, true));
    const gsn = (i: number, net: number): Gsn => ({
      ip: `10.${net}.0.${i}`,
      other: `10.${net}.1.${i}`,
      sequence: this.r.below(60),
      teid: 1 + this.r.below(40),
      recovery: this.r.below(256),
    });
    this.sgsns = Array.from({ length: 3 }, (_, i) => gsn(i, 1));
    this.ggsns = Array.from({ length: 3 }, (_, i) => gsn(i, 2));
  }

  /** `count` scripts over about `span` seconds, faults on, in the order in which a capture shows them. */
  make(count: number, span: number, faults: Faults): Message[] {
    for (let i = 0; i < count; i++) {
      const at = (i / count) * span;
      // A node that starts again gives out identifiers and sequence numbers that are still in use.
      if (this.r.chance(0.1)) {
        const again = this.r.pick(this.vlrs);
        again.next = (again.next + 58) % 60;
        const gsn = this.r.pick(this.sgsns);
        gsn.sequence = (gsn.sequence + 58) % 60;
      }
      if (this.r.chance(0.4)) this.gtp(at);
      else this.map(at);
    }
    return this.spoil(faults);
  }

  private add(at: number, m: Message): void {
    this.out.push({ m: { ...m, copyKey: this.key++ }, at });
  }

  // --- MAP

  private imsi(): string {
    return `26201000000${String(this.r.below(40)).padStart(4, '0')}`;
  }

  private tid(node: Node): string {
    node.next = (node.next + 1) % 60;
    return hex(node.next, node.width);
  }

  /** Between two nodes; over a hub both legs are seen. */
  private send(at: number, m: Tcap, from: Node, to: Node, relay: { delay: number; called?: Address } | null): void {
    if (relay === null) {
      this.add(at, { ...m, opc: from.pc, dpc: to.pc });
      return;
    }
    const octets = octetsOf(m);
    const first = { ...m, octets, opc: from.pc, dpc: HUB.pc };
    const second = { ...m, octets, opc: HUB.pc + 1, dpc: to.pc };
    // The hub translates what is asked, not what is answered.
    this.add(at, relay.called && m.type === 'begin' ? { ...first, called: relay.called } : first);
    this.add(at + relay.delay, second);
  }

  private map(at: number): void {
    const r = this.r;
    const vlr = r.pick(this.vlrs);
    const hlr = r.pick(this.hlrs);
    const kind = r.below(14);
    const relay = r.chance(0.25)
      ? { delay: r.pick([0.002, 0.03, 0.9]), ...(r.chance(0.5) ? { called: { gt: '262011234567', ssn: 6 } } : {}) }
      : null;
    const fromHlr = kind === 5;
    const [a, b] = fromHlr ? [hlr, vlr] : [vlr, hlr];
    const otid = this.tid(a);
    const ab = { calling: a.address, called: b.address };
    const ba = { calling: b.address, called: a.address };
    const imsi = this.imsi();
    const step = (): number => r.pick([0.01, 0.2, 0.7]);
    let now = at;
    const go = (m: Tcap): void => {
      const out = m.calling === a.address;
      this.send(now, m, out ? a : b, out ? b : a, relay);
      now += step();
    };
    const open = (components: Component[], fields: Partial<Tcap> = {}): Tcap =>
      begin({ at: 0, otid, ...ab, imsi, components, context: [14, 3], association: 1 + r.below(3), ...fields });
    const answers = (): Component[] =>
      r.pick([
        [result()],
        [result()],
        [result()],
        [returnError(r.pick([1, 8, 34]))],
        [returnError(8, 1, 3)],
        [reject(0x8101)],
        [],
      ]);
    if (kind <= 2) {
      go(open([invoke(56)], { requestingNode: r.pick([0, 1, 16]), visitedPlmn: [0x62, 0xf2, 0x10] }));
      if (r.chance(0.2)) go(cont({ at: 0, otid: this.tid(b), dtid: otid, ...ba, components: [resultNotLast()] }));
      if (r.chance(0.1)) go(abort({ at: 0, dtid: otid, ...ba, pAbort: r.pick([1, 3]) }));
      else go(end({ at: 0, dtid: otid, ...ba, components: answers() }));
    } else if (kind <= 4) {
      const dtid = this.tid(b);
      const gprs = r.chance(0.4);
      go(
        open([invoke(gprs ? 23 : 2)], {
          context: gprs ? [32, 3] : [1, r.pick([2, 3])],
          vlrNumber: '49171',
          sgsnNumber: '49172',
        }),
      );
      const ids = Array.from({ length: r.below(4) }, (_, i) => 2 + i);
      if (r.chance(0.5) && ids.length > 0) {
        go(cont({ at: 0, otid: dtid, dtid: otid, ...ba, msisdn: '49170', components: ids.map(id => invoke(7, id)) }));
        go(
          cont({
            at: 0,
            otid,
            dtid,
            ...ab,
            components: ids.map(id => (r.chance(0.05) ? returnError(36, id) : result(id))),
          }),
        );
      } else {
        for (const id of ids) {
          go(cont({ at: 0, otid: dtid, dtid: otid, ...ba, components: [invoke(7, id)] }));
          go(cont({ at: 0, otid, dtid, ...ab, components: [result(id)] }));
        }
      }
      if (ids.length > 0 && r.chance(0.1)) go(abort({ at: 0, dtid, ...ab, abortSource: 0 }));
      else go(end({ at: 0, dtid: otid, ...ba, components: answers() }));
    } else if (kind === 5) {
      go(open([invoke(3)], { context: [2, 3] }));
      go(end({ at: 0, dtid: otid, ...ba, components: answers() }));
    } else if (kind === 6) {
      const dtid = this.tid(b);
      go(open([], { context: [25, 3], protocol: 'tcap' }));
      go(cont({ at: 0, otid: dtid, dtid: otid, ...ba, protocol: 'tcap' }));
      go(cont({ at: 0, otid, dtid, ...ab, components: [invoke(44)] }));
      go(end({ at: 0, dtid: otid, ...ba, components: answers() }));
    } else if (kind === 7) {
      go(open([invoke(r.pick([37, 18, 33, 29, 55]))], { context: [10, 2] }));
      if (r.chance(0.5)) go(end({ at: 0, dtid: otid, ...ba, components: answers() }));
    } else if (kind === 8) {
      const { context: _, ...bare } = open([{ ...invoke(9), wantsAuthentication: r.chance(0.5) }]);
      go(bare);
      go(end({ at: 0, dtid: otid, ...ba, components: answers() }));
    } else if (kind === 9) {
      const request = open([invoke(56)]);
      go(request);
      const back = returned(
        { ...request, octets: octetsOf(request), opc: a.pc, dpc: b.pc },
        0,
        r.below(4),
        r.pick([10, 18]),
      );
      this.add(now, back);
      if (relay) this.add(now + 0.01, { ...back, opc: HUB.pc, dpc: a.pc });
    } else if (kind === 10) {
      // Version fallback.
      go(open([invoke(56)]));
      go(
        abort({
          at: 0,
          dtid: otid,
          ...ba,
          ...(r.chance(0.5) ? { pAbort: 3 } : { associateResult: 1, mapReason: 2, dialoguePdu: 0x61 }),
        }),
      );
      const again = this.tid(a);
      go(begin({ at: 0, otid: again, ...ab, imsi, components: [invoke(56)], context: [14, 2] }));
      go(end({ at: 0, dtid: again, ...ba, components: answers() }));
    } else if (kind === 11) {
      // A hub that terminates TCAP.
      const inner = hex(HUB.next++, 4);
      this.add(now, { ...open([invoke(56)]), called: HUB.address, opc: a.pc, dpc: HUB.pc });
      this.add(now + 0.02, { ...open([invoke(56)]), otid: inner, calling: HUB.address, opc: HUB.pc, dpc: b.pc });
      this.add(now + 0.5, {
        ...end({ at: 0, dtid: inner, calling: b.address, called: HUB.address, components: [result()] }),
        opc: b.pc,
        dpc: HUB.pc,
      });
      this.add(now + 0.52, {
        ...end({ at: 0, dtid: otid, calling: HUB.address, called: a.address, components: [result()] }),
        opc: HUB.pc,
        dpc: a.pc,
      });
    } else if (kind === 12) {
      const dtid = this.tid(b);
      go(open([invoke(0)], { protocol: 'cap', context: [50, 3] }));
      go(cont({ at: 0, otid: dtid, dtid: otid, ...ba, protocol: 'cap', components: [invoke(23), invoke(31, 2)] }));
      if (r.chance(0.5)) go(end({ at: 0, dtid: otid, ...ba, protocol: 'cap', components: [] }));
    } else if (kind === 13) {
      if (r.chance(0.3))
        this.add(at, { ...unidirectional({ at: 0, ...ab, components: [invoke(72)] }), opc: a.pc, dpc: b.pc });
      else {
        // Many components, more than a record holds.
        const ids = Array.from({ length: 7 }, (_, i) => 1 + i);
        go(open([invoke(2, 100)], { context: [1, 3] }));
        go(cont({ at: 0, otid: this.tid(b), dtid: otid, ...ba, components: ids.map(id => invoke(7, id)) }));
        go(end({ at: 0, dtid: otid, ...ba, components: [result(100)] }));
      }
    }
  }

  // --- GTP

  private sequence(gsn: Gsn): number {
    gsn.sequence = (gsn.sequence + 1) % 60;
    return gsn.sequence;
  }

  private teid(gsn: Gsn): number {
    gsn.teid += 1;
    return gsn.teid;
  }

  /** A request, perhaps several times, and its answer. */
  private exchange(
    at: number,
    from: Gsn,
    to: Gsn,
    ask: Partial<Gtp> & { gtp: number },
    answer: (Partial<Gtp> & { gtp: number }) | null,
  ): number {
    const r = this.r;
    const sequence = this.sequence(from);
    const request: Gtp = { at: 0, sequence, src: from.ip, dst: to.ip, ...ask };
    let now = at;
    this.add(now, request);
    while (r.chance(0.1)) {
      now += 2;
      this.add(now, request);
    }
    if (answer === null) return now + 1;
    now += r.pick([0.01, 0.3, 1]);
    const response: Gtp = { at: 0, sequence, src: r.chance(0.1) ? to.other : to.ip, dst: from.ip, ...answer };
    this.add(now, response);
    if (r.chance(0.03)) this.add(now + 0.4, response);
    return now + 0.1;
  }

  private gtp(at: number): void {
    const r = this.r;
    const sgsn = r.pick(this.sgsns);
    const ggsn = r.pick(this.ggsns);
    const kind = r.below(12);
    if (kind <= 3 || this.contexts.length === 0) {
      const c: Context = {
        sgsn,
        ggsn,
        imsi: this.imsi(),
        apn: r.pick(['internet', 'mms', 'ims']),
        nsapi: 5,
        teidSgsn: this.teid(sgsn),
        teidGgsn: this.teid(ggsn),
      };
      const cause = r.pick([128, 128, 128, 129, 130, 199, 222, 229, 180]);
      const ask = {
        gtp: 16,
        imsi: c.imsi,
        msisdn: '4917',
        apn: c.apn,
        nsapi: c.nsapi,
        teidControl: c.teidSgsn,
        controlAddress: sgsn.ip,
        ...(r.chance(0.2) ? { recovery: sgsn.recovery } : {}),
        ...(r.chance(0.3) ? { rat: 2, rai: [0x62, 0xf2, 0x10, 1, 2, r.below(4)] } : {}),
      };
      const granted =
        cause < 177 ? { teidControl: c.teidGgsn, controlAddress: ggsn.ip, endUser: `100.64.0.${r.below(250)}` } : {};
      this.exchange(at, sgsn, ggsn, ask, { gtp: 17, cause, teid: c.teidSgsn, ...granted });
      if (cause < 177) this.contexts.push(c);
      if (this.contexts.length > 30) this.contexts.shift();
      return;
    }
    const c = r.pick(this.contexts);
    if (kind === 4) {
      // A secondary context.
      const nsapi = 6 + r.below(3);
      this.exchange(
        at,
        c.sgsn,
        c.ggsn,
        { gtp: 16, teid: c.teidGgsn, nsapi },
        { gtp: 17, cause: 128, teid: c.teidSgsn },
      );
      this.contexts.push({ ...c, nsapi });
    } else if (kind === 5) {
      this.exchange(
        at,
        c.sgsn,
        c.ggsn,
        { gtp: 18, teid: c.teidGgsn, nsapi: c.nsapi },
        { gtp: 19, cause: r.pick([128, 128, 210]), teid: c.teidSgsn },
      );
    } else if (kind === 6) {
      this.exchange(
        at,
        c.ggsn,
        c.sgsn,
        { gtp: 18, teid: c.teidSgsn, ...(r.chance(0.7) ? { nsapi: c.nsapi } : {}) },
        { gtp: 19, cause: 128, teid: c.teidGgsn },
      );
    } else if (kind === 7) {
      // The SGSN moves.
      const to = r.pick(this.sgsns);
      const teid = this.teid(to);
      this.exchange(
        at,
        to,
        c.ggsn,
        { gtp: 18, teid: c.teidGgsn, nsapi: c.nsapi, teidControl: teid, controlAddress: to.ip },
        { gtp: 19, cause: 128, teid, ...(r.chance(0.2) ? { teidControl: c.teidGgsn, controlAddress: c.ggsn.ip } : {}) },
      );
      c.sgsn = to;
      c.teidSgsn = teid;
    } else if (kind <= 9) {
      const teardown = r.pick([undefined, 0, 1]);
      const cause = r.pick([128, 128, 192, 204]);
      const inward = r.chance(0.7);
      const ask = {
        gtp: 20,
        nsapi: c.nsapi,
        teid: inward ? c.teidGgsn : c.teidSgsn,
        ...(teardown === undefined ? {} : { teardown }),
      };
      const answer = { gtp: 21, cause, teid: inward ? c.teidSgsn : c.teidGgsn };
      if (inward) this.exchange(at, c.sgsn, c.ggsn, ask, answer);
      else this.exchange(at, c.ggsn, c.sgsn, ask, answer);
      if (r.chance(0.8)) this.contexts.splice(this.contexts.indexOf(c), 1);
    } else if (kind === 10) {
      const gsn = r.pick([...this.sgsns, ...this.ggsns]);
      const from = this.sgsns.includes(gsn) ? ggsn : sgsn;
      if (r.chance(0.1)) gsn.recovery = (gsn.recovery + 1) & 255;
      this.exchange(at, from, gsn, { gtp: 1 }, { gtp: r.chance(0.05) ? 3 : 2, recovery: gsn.recovery });
      if (r.chance(0.2)) this.add(at, { at: 0, gtp: 26, src: from.ip, dst: gsn.ip, sequence: 0 });
    } else {
      const old = r.pick(this.sgsns);
      if (old === sgsn) return;
      const sequence = this.sequence(sgsn);
      this.add(at, { at: 0, gtp: 50, sequence, src: sgsn.ip, dst: old.ip, teidControl: 7 });
      const cause = r.pick([128, 128, 210]);
      this.add(at + 0.2, { at: 0, gtp: 51, sequence, src: old.ip, dst: sgsn.ip, cause, imsi: c.imsi, teid: 7 });
      if (cause === 128) this.add(at + 0.4, { at: 0, gtp: 52, sequence, src: sgsn.ip, dst: old.ip, cause: 128 });
    }
  }

  // --- faults

  private spoil(f: Faults): Message[] {
    const r = this.r;
    const seen: Timed[] = [];
    for (const { m, at } of this.out) {
      if (r.chance(f.drop)) continue;
      let when = at;
      if (r.chance(f.disorder)) when += (r.next() - 0.5) * 5;
      if (r.chance(f.late)) when += 5 + r.next() * 20;
      const flags = r.chance(f.snapped) ? FLAG_SNAPPED : 0;
      const message = flags === 0 ? m : { ...m, flags };
      seen.push({ m: message, at: when });
      if (r.chance(f.copy)) seen.push({ m: message, at: when + r.next() });
      // A mirror elsewhere: another chunk or packet, the same octets.
      if (r.chance(f.mirror))
        seen.push({ m: { ...message, octets: octetsOf(message), copyKey: this.key++ }, at: when + r.next() / 10 });
    }
    seen.sort((a, b) => a.at - b.at);
    return seen.map(({ m, at }) => {
      const shifted = r.chance(f.backwards) ? at - r.next() : at;
      return { ...m, at: Math.max(0, Math.round(shifted * 1e6) / 1e6) };
    });
  }
}
