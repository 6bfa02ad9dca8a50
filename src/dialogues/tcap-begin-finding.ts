/**
 * What a Begin meets (specification §3 and §5): the dialogue that it opened itself, seen again or on another leg; an answer
 * that waits for it; and what its node still has under the same identifier, which it ends.
 */
import { message } from '../../decoders/message.ts';
import type { Closing } from './closing.ts';
import { current, currentSigned } from './current.ts';
import { fold } from './hash.ts';
import { bothTitled } from './nodes.ts';
import { NODE, type OpenDialogues, open, PHASE_OPEN, PHASE_WAITING, POINT_CODE, slab } from './open.ts';
import { dialogue, MATCHES } from './record.ts';
import { firstExact, firstLoose, nextExact, nextLoose } from './sides.ts';
import { SEEN_NOT, type Sightings } from './sightings.ts';
import { ENTRY, EXACT, LOOSE } from './slab.ts';
import type { Statistics } from './statistics.ts';
import { type Finding, OPENER, RESPONDER } from './tcap-finding.ts';

const { u8: m8, u16: m16, u32: m32 } = current;
const { u8, i32: o32, f64 } = slab;
const i32 = currentSigned;
const M = message.at;
const D = dialogue.at;
const O = open.at;
const STRIDE = open.stride;

const BY_TID_AND_ADDRESS = MATCHES.indexOf('tid+address');
const BY_TID = MATCHES.indexOf('tid');

/** Entries of one identifier that are compared before the search gives up. */
const CROWD = 32;

export class BeginFinding {
  /** On which path the Begin that `same` found was seen before. */
  sighting = SEEN_NOT;
  /** Which rule found the slot that `waiting` gave: a number in MATCHES. */
  rule = 0;
  /** That slot was found by what the opener itself sent later. */
  swapped = false;
  private readonly sightings: Sightings;
  private readonly closing: Closing;
  private readonly statistics: Statistics;
  private readonly finding: Finding;

  constructor(opened: OpenDialogues, closing: Closing, statistics: Statistics, finding: Finding) {
    this.sightings = opened.sightings;
    this.closing = closing;
    this.statistics = statistics;
    this.finding = finding;
  }

  /** An open dialogue that this very Begin opened, seen on another leg or again; -1 where none. */
  same(tid: number, length: number, from: number, path: number): number {
    const loose = this.finding.looseHash(tid, length);
    const hash = i32[M.octetsHash];
    const now = this.closing.now;
    let crowd = 0;
    for (let s = firstLoose(loose); s !== 0; s = nextLoose(s)) {
      if (o32[s + LOOSE] !== loose) continue;
      const e = o32[s + ENTRY];
      const at8 = (e >> 1) * STRIDE;
      const side = e & 1;
      if (u8[at8 + O.phase] === 0) continue;
      if (++crowd > CROWD) return -1;
      if (side !== OPENER || !this.finding.carries(at8, side, tid, length) || f64[at8 / 8 + O.deadline] <= now)
        continue;
      // A Begin that names nobody reads the same from any node.
      const node = o32[s + NODE];
      if (m8[M.componentCount] === 0 && from !== node && bothTitled(from, node)) continue;
      this.sighting = this.sightings.look(o32[at8 / 4 + O.sightings], hash, path);
      if (this.sighting === SEEN_NOT) continue;
      // The node that was asked asks in its own name, and happens to take the same identifier: a hub that ends transactions.
      if (from !== node && from === o32[at8 / 4 + O.otherNode + RESPONDER]) continue;
      if (!this.sightings.byShape || from === node || !bothTitled(from, node)) return e >> 1;
    }
    return -1;
  }

  /** The slot that waits for the Begin at hand, or -1; `swapped` tells that the opener's own later message came first. */
  waiting(tid: number, length: number, from: number): number {
    const loose = this.finding.looseHash(tid, length);
    let crowd = 0;
    for (let s = firstLoose(loose), next = 0; s !== 0; s = next) {
      next = nextLoose(s);
      if (o32[s + LOOSE] !== loose) continue;
      const e = o32[s + ENTRY];
      const at8 = (e >> 1) * STRIDE;
      const side = e & 1;
      if (u8[at8 + O.phase] === 0) continue;
      if (++crowd > CROWD) {
        this.finding.crowded();
        return -1;
      }
      if (u8[at8 + O.phase] !== PHASE_WAITING || !this.finding.carries(at8, side, tid, length)) continue;
      if (this.finding.expired(e >> 1) || u8[at8 + O.phase] !== PHASE_WAITING) continue;
      const node = o32[s + NODE];
      if (node === from) this.rule = BY_TID_AND_ADDRESS;
      else if (bothTitled(node, from) || o32[s + POINT_CODE] !== i32[M.opc]) continue;
      else this.rule = BY_TID;
      this.swapped = side === RESPONDER;
      return e >> 1;
    }
    return -1;
  }

  /** A new Begin ends whatever its node still has under the same identifier. */
  reuse(tid: number, length: number, from: number): void {
    const exact = fold(this.finding.looseHash(tid, length), from);
    let crowd = 0;
    for (let s = firstExact(exact), next = 0; s !== 0; s = next) {
      next = nextExact(s);
      if (o32[s + EXACT] !== exact) continue;
      const e = o32[s + ENTRY];
      const at8 = (e >> 1) * STRIDE;
      const at4 = at8 / 4;
      if (u8[at8 + O.phase] === 0) continue;
      if (++crowd > CROWD) return;
      if (e & 1 || o32[s + NODE] !== from) continue;
      if (o32[at4 + D.otid] !== tid || u8[at8 + D.otidLength] !== length) continue;
      if (u8[at8 + O.phase] === PHASE_OPEN && f64[at8 / 8 + O.deadline] > this.closing.now) {
        this.statistics.anomaly('identifier-reused', m16[M.file], m32[M.frame]);
      }
      this.closing.close(e >> 1, false);
    }
  }
}
