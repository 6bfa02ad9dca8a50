/**
 * Messages of a dialogue that were seen before (specification §5): a copy by the mirror, or the second leg of a relay,
 * which starts its legs, its transit time and what it is linked to.
 */
import { FLAG_SNAPPED, HAS_LABEL, message } from '../../decoders/message.ts';
import { current, currentSigned } from './current.ts';
import { fold } from './hash.ts';
import type { Links } from './links.ts';
import { callingNode, callingPoint } from './nodes.ts';
import { type OpenDialogues, open, slab } from './open.ts';
import { dialogue } from './record.ts';
import { SEEN_ELSEWHERE } from './sightings.ts';
import type { Statistics } from './statistics.ts';
import { isReturned, OPENER } from './tcap-finding.ts';

const { u8: m8, u32: m32 } = current;
const { u8, u16, u32, i32: o32, f64 } = slab;
const i32 = currentSigned;
const M = message.at;
const D = dialogue.at;
const O = open.at;
const STRIDE = open.stride;

/** Of TCAP, Q.773 §4.2.1 */
const BEGIN = 0x62;

export class Repeats {
  /** Of the current message: what tells its leg from another. */
  path = 0;
  /** The messages at hand have been counted already. */
  replaying = false;
  private readonly opened: OpenDialogues;
  private readonly links: Links;
  private readonly statistics: Statistics;

  constructor(opened: OpenDialogues, links: Links, statistics: Statistics) {
    this.opened = opened;
    this.links = links;
    this.statistics = statistics;
  }

  /** Whether the octets of the current message have been seen in the dialogue, and on which path. */
  seen(slot: number, hash: number): number {
    const { sightings } = this.opened;
    return sightings.look(u32[(slot * STRIDE) / 4 + O.sightings], hash, this.path);
  }

  /** Remembers the current message; `hash` is that of its octets. */
  remember(slot: number, hash: number): void {
    const { sightings } = this.opened;
    const at = (slot * STRIDE) / 4 + O.sightings;
    u32[at] = sightings.add(u32[at], hash, this.path);
  }

  /** A message of the dialogue, seen once more: a copy on the same path, a second leg on another. */
  again(slot: number, copy: boolean, hash: number, seen: number): void {
    const at8 = slot * STRIDE;
    if (m32[M.flags] & FLAG_SNAPPED || m8[M.fault] !== 0) u8[at8 + D.loss] = 1;
    if (copy || seen !== SEEN_ELSEWHERE) {
      if (u16[at8 / 2 + D.copies] < 65535) u16[at8 / 2 + D.copies]++;
      if (!copy && !this.replaying) this.statistics.copies++;
      return;
    }
    if (!this.replaying) this.statistics.secondLegs++;
    // Of a returned Begin the addresses are swapped.
    if (m8[M.tcapType] === BEGIN && !isReturned(m8[M.sccpType])) {
      // Where the title is the same on both legs, the point code of this one may be what answers go to.
      const from = callingNode();
      o32[at8 / 4 + O.otherNode + OPENER] = from === o32[at8 / 4 + O.node] ? callingPoint() : from;
    }
    if (u8[at8 + D.legs] === 1) {
      u8[at8 + D.legs] = 2;
      f64[at8 / 8 + D.otherLeg] = this.opened.sightings.firstAgo;
      this.links.relayed(slot);
    }
    // Its own path is known from now on, so that a third sighting there is a copy.
    this.remember(slot, hash);
  }
}

/** What tells one leg from the other: the label, or the addresses where there is none. */
export function pathHash(): number {
  if (m32[M.present] & HAS_LABEL) return fold(i32[M.opc], i32[M.dpc]);
  return fold(fold(i32[M.src / 4], i32[M.src / 4 + 3]), fold(i32[M.dst / 4], i32[M.dst / 4 + 3]));
}
