/** Dialogues of MAP and CAP between nodes that share identifiers, some over a hub that relays or ends transactions. */
import {
  type Address,
  abort,
  begin,
  type Component,
  cont,
  end,
  invoke,
  octetsOf,
  reject,
  result,
  resultNotLast,
  returnError,
  returned,
  type Tcap,
  unidirectional,
} from '../messages.ts';
import type { Stage } from './stage.ts';

interface Node {
  address: Address;
  pc: number;
  /** Identifiers that it gives out: few, and others give out the same. */
  next: number;
  width: number;
}

const HUB: Node = { address: { gt: '41790000001', ssn: 6 }, pc: 900, next: 0, width: 4 };
const hex = (n: number, width: number): string => (n % 256 ** width).toString(16).padStart(width * 2, '0');

export class MapTraffic {
  private readonly stage: Stage;
  private readonly vlrs: Node[];
  private readonly hlrs: Node[];

  constructor(stage: Stage) {
    this.stage = stage;
    const node = (i: number, hlr: boolean): Node => ({
      // Every fourth is known by its point code alone.
      address:
        i % 4 === 3
          ? { ssn: hlr ? 6 : 7 }
          : { gt: `${hlr ? 33 : 49}17${i}000${i}`, ssn: hlr ? 6 : i % 3 === 0 ? 149 : 7 },
      pc: (hlr ? 200 : 100) + i,
      next: stage.r.below(20),
      width: 1 + (i % 4),
    });
    this.vlrs = Array.from({ length: 6 }, (_, i) => node(i, false));
    this.hlrs = Array.from({ length: 4 }, (_, i) => node(i, true));
  }

  /** A node that starts again gives out identifiers that are still in use. */
  restart(): void {
    const again = this.stage.r.pick(this.vlrs);
    again.next = (again.next + 58) % 60;
  }

  private tid(node: Node): string {
    node.next = (node.next + 1) % 60;
    return hex(node.next, node.width);
  }

  /** Between two nodes; over a hub both legs are seen. */
  private send(at: number, m: Tcap, from: Node, to: Node, relay: { delay: number; called?: Address } | null): void {
    if (relay === null) {
      this.stage.add(at, { ...m, opc: from.pc, dpc: to.pc });
      return;
    }
    const octets = octetsOf(m);
    const first = { ...m, octets, opc: from.pc, dpc: HUB.pc };
    const second = { ...m, octets, opc: HUB.pc + 1, dpc: to.pc };
    // The hub translates what is asked, not what is answered.
    this.stage.add(at, relay.called && m.type === 'begin' ? { ...first, called: relay.called } : first);
    this.stage.add(at + relay.delay, second);
  }

  /** A dialogue of some kind, from its first message at `at` on. */
  dialogue(at: number): void {
    const { r } = this.stage;
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
    const imsi = this.stage.imsi();
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
      this.stage.add(now, back);
      if (relay) this.stage.add(now + 0.01, { ...back, opc: HUB.pc, dpc: a.pc });
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
      this.stage.add(now, { ...open([invoke(56)]), called: HUB.address, opc: a.pc, dpc: HUB.pc });
      this.stage.add(now + 0.02, { ...open([invoke(56)]), otid: inner, calling: HUB.address, opc: HUB.pc, dpc: b.pc });
      this.stage.add(now + 0.5, {
        ...end({ at: 0, dtid: inner, calling: b.address, called: HUB.address, components: [result()] }),
        opc: b.pc,
        dpc: HUB.pc,
      });
      this.stage.add(now + 0.52, {
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
        this.stage.add(at, { ...unidirectional({ at: 0, ...ab, components: [invoke(72)] }), opc: a.pc, dpc: b.pc });
      else {
        // Many components, more than a record holds.
        const ids = Array.from({ length: 7 }, (_, i) => 1 + i);
        go(open([invoke(2, 100)], { context: [1, 3] }));
        go(cont({ at: 0, otid: this.tid(b), dtid: otid, ...ba, components: ids.map(id => invoke(7, id)) }));
        go(end({ at: 0, dtid: otid, ...ba, components: [result(100)] }));
      }
    }
  }
}
