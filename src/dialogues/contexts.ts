/**
 * PDP contexts behind GTP dialogues (specification §4): what a create makes known, and what updates and deletes take from
 * it by the TEID in their header, in both directions. What becomes of the tunnels themselves is context-tunnels.ts.
 */
import {
  HAS_END_USER,
  HAS_END_USER_V4,
  HAS_END_USER_V6,
  HAS_LOCATION,
  HAS_NSAPI,
  HAS_RAI,
  HAS_RAT,
  HAS_TEID_CONTROL,
  message,
} from '../../decoders/message.ts';
import { ContextTunnels } from './context-tunnels.ts';
import { current, currentSigned } from './current.ts';
import { Gsns, ROLE_GGSN, ROLE_SGSN } from './gsns.ts';
import { MOVES_GGSN, MOVES_SGSN, open, slab } from './open.ts';
import type { DialogueOptions } from './options.ts';
import {
  DIALOGUE_HAS_END_USER,
  DIALOGUE_HAS_END_USER_V4,
  DIALOGUE_HAS_END_USER_V6,
  DIALOGUE_HAS_LOCATION,
  DIALOGUE_HAS_NSAPI,
  DIALOGUE_HAS_RAI,
  DIALOGUE_HAS_RAT,
  DIALOGUE_HAS_TEID_GGSN,
  DIALOGUE_HAS_TEID_SGSN,
  dialogue,
} from './record.ts';
import type { Statistics } from './statistics.ts';
import { TUNNEL_HAS_GGSN, TUNNEL_HAS_SGSN, Tunnels, tunnel } from './tunnels.ts';

const { u8: m8, u16: m16, u32: m32 } = current;
const { u8, u32 } = slab;
const i32 = currentSigned;
const M = message.at;
const D = dialogue.at;
const O = open.at;
const T = tunnel.at;
const STRIDE = open.stride;
const T_STRIDE = tunnel.stride;

// Causes of TS 29.060 §7.7.1
const FIRST_ACCEPTED = 128;
const LAST_ACCEPTED = 176;
const NON_EXISTENT = 192;

export const CREATE_REQUEST = 16;
export const UPDATE_REQUEST = 18;
export const DELETE_REQUEST = 20;

/** 128 to 176; 177 to 191 are of GTP' (TS 29.060 §7.7.1). */
export function isAccepted(cause: number): boolean {
  return cause >= FIRST_ACCEPTED && cause <= LAST_ACCEPTED;
}

/** Octets of the IP addresses of the current message. */
export function ipLength(): number {
  const version = m8[M.ipVersion];
  return version === 6 ? 16 : version === 4 ? 4 : 0;
}

export class Contexts {
  readonly tunnels: Tunnels;
  readonly gsns: Gsns;
  private readonly held: ContextTunnels;
  private readonly statistics: Statistics;

  constructor(statistics: Statistics, options: DialogueOptions, seed: number) {
    this.statistics = statistics;
    this.gsns = new Gsns(seed);
    this.tunnels = new Tunnels(options.maxTunnels, this.gsns, seed);
    this.held = new ContextTunnels(this.tunnels, this.gsns, statistics);
  }

  /** A recovery element: it speaks for the address it came from and for the one that the sender gives itself. */
  recovery(): void {
    const counter = m8[M.recovery];
    const source = this.gsns.number(m8, M.src, ipLength());
    let restarted = this.gsns.restarted(source, counter);
    if (m8[M.controlAddressLength] !== 0) {
      const named = this.gsns.number(m8, M.controlAddress, m8[M.controlAddressLength]);
      if (named !== source && this.gsns.restarted(named, counter)) restarted = true;
    }
    if (restarted) this.statistics.anomaly('node-restart', m16[M.file], m32[M.frame]);
  }

  /** Elements that say the same in every message. */
  fillContext(slot: number): void {
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const present = m32[M.present];
    let has = u32[at4 + D.present];
    if (present & HAS_NSAPI && !(has & DIALOGUE_HAS_NSAPI)) {
      has |= DIALOGUE_HAS_NSAPI;
      u8[at8 + D.nsapi] = m8[M.nsapi];
    }
    if (present & HAS_RAI) {
      has |= DIALOGUE_HAS_RAI;
      for (let i = 0; i < 6; i++) u8[at8 + D.rai + i] = m8[M.rai + i];
    }
    if (present & HAS_LOCATION) {
      has |= DIALOGUE_HAS_LOCATION;
      u8[at8 + D.locationType] = m8[M.locationType];
      for (let i = 0; i < 7; i++) u8[at8 + D.location + i] = m8[M.location + i];
    }
    if (present & HAS_RAT) {
      has |= DIALOGUE_HAS_RAT;
      u8[at8 + D.ratType] = m8[M.ratType];
    }
    if (m32[M.text] !== 0) u32[at4 + D.apn] = m32[M.text];
    if (present & HAS_END_USER) {
      has |= DIALOGUE_HAS_END_USER;
      u8[at8 + D.pdpOrganisation] = m8[M.pdpOrganisation];
      u8[at8 + D.pdpType] = m8[M.pdpType];
    }
    if (present & HAS_END_USER_V4) {
      has |= DIALOGUE_HAS_END_USER_V4;
      for (let i = 0; i < 4; i++) u8[at8 + D.endUserV4 + i] = m8[M.endUserV4 + i];
    }
    if (present & HAS_END_USER_V6) {
      has |= DIALOGUE_HAS_END_USER_V6;
      for (let i = 0; i < 16; i++) u8[at8 + D.endUserV6 + i] = m8[M.endUserV6 + i];
    }
    u32[at4 + D.present] = has;
  }

  /** The two ends of a context as its create asks for it. */
  fillCreate(slot: number): void {
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const length = ipLength();
    const ggsn = this.gsns.number(m8, M.dst, length);
    this.gsns.roles[this.gsns.number(m8, M.src, length)] |= ROLE_SGSN;
    this.gsns.roles[ggsn] |= ROLE_GGSN;
    this.nameSgsn(slot);
    if (u8[at8 + D.sgsnAddressLength] === 0) this.setAddress(slot, D.sgsnAddress, D.sgsnAddressLength, M.src, length);
    // A secondary context is asked for at the primary's TEID and inherits what it does not say.
    if (m32[M.teid] !== 0) {
      const primary = this.tunnels.find(true, ggsn, i32[M.teid], -1);
      if (primary >= 0) this.held.inherit(slot, primary);
      if (!(u32[at4 + D.present] & DIALOGUE_HAS_TEID_GGSN)) {
        u32[at4 + D.teidControlGgsn] = m32[M.teid];
        u32[at4 + D.present] |= DIALOGUE_HAS_TEID_GGSN;
      }
    }
    if (u8[at8 + D.ggsnAddressLength] === 0) this.setAddress(slot, D.ggsnAddress, D.ggsnAddressLength, M.dst, length);
  }

  /** Device, APN and tunnel of an update or delete by the TEID in the header, which is the receiver's. */
  fillFromTunnel(slot: number, type: number): void {
    const { tunnels, held } = this;
    const at8 = slot * STRIDE;
    const length = ipLength();
    const source = this.gsns.number(m8, M.src, length);
    const target = this.gsns.number(m8, M.dst, length);
    const nsapi = m32[M.present] & HAS_NSAPI ? m8[M.nsapi] : -1;
    const teid = i32[M.teid];
    let atGgsn = true;
    let t = tunnels.find(true, target, teid, nsapi);
    if (t < 0) {
      t = tunnels.find(false, target, teid, nsapi);
      if (t >= 0) atGgsn = false;
    }
    if (t < 0) {
      atGgsn = this.aimsAtGgsn(source, target, type);
      t = held.openUnknown(slot, atGgsn, target, teid, nsapi);
    }
    u8[at8 + O.toSgsn] = atGgsn ? 0 : 1;
    // The SGSN may move: what it says of itself now goes into the record, and into the tunnel once accepted.
    if (atGgsn && type === UPDATE_REQUEST) this.nameSgsn(slot);
    held.inherit(slot, t);
    held.link(slot, t);
    const ggsn = atGgsn ? M.dst : M.src;
    const sgsn = atGgsn ? M.src : M.dst;
    if (u8[at8 + D.ggsnAddressLength] === 0) this.setAddress(slot, D.ggsnAddress, D.ggsnAddressLength, ggsn, length);
    if (u8[at8 + D.sgsnAddressLength] === 0) this.setAddress(slot, D.sgsnAddress, D.sgsnAddressLength, sgsn, length);
  }

  /** Control TEID of the sender of the request at hand: as it says, or as its tunnel knows it; -1 where neither does. */
  askersTeid(): number {
    if (m32[M.present] & HAS_TEID_CONTROL) return m32[M.teidControl];
    const { tunnels } = this;
    const length = ipLength();
    const source = this.gsns.number(m8, M.src, length);
    const target = this.gsns.number(m8, M.dst, length);
    const nsapi = m32[M.present] & HAS_NSAPI ? m8[M.nsapi] : -1;
    const teid = i32[M.teid];
    for (const atGgsn of [true, false]) {
      const t = tunnels.find(atGgsn, target, teid, nsapi);
      if (t < 0) continue;
      const t4 = (t * T_STRIDE) / 4;
      const has = tunnels.u8[t * T_STRIDE + T.state] & (atGgsn ? TUNNEL_HAS_SGSN : TUNNEL_HAS_GGSN);
      // A tunnel may have moved unseen: what it knows of another address is not the sender's.
      if (has === 0 || tunnels.u32[t4 + (atGgsn ? T.sgsn : T.ggsn)] !== source) return -1;
      return tunnels.u32[t4 + (atGgsn ? T.teidSgsn : T.teidGgsn)];
    }
    return -1;
  }

  /** What the answer at hand says of the ends: of the GGSN's where it comes from there. */
  fillGranted(slot: number): void {
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    if (u8[at8 + O.toSgsn] !== 0) return;
    const length = m8[M.controlAddressLength];
    if (length !== 0) this.setAddress(slot, D.ggsnAddress, D.ggsnAddressLength, M.controlAddress, length);
    if (m32[M.present] & HAS_TEID_CONTROL) {
      u32[at4 + D.teidControlGgsn] = m32[M.teidControl];
      u32[at4 + D.present] |= DIALOGUE_HAS_TEID_GGSN;
      u8[at8 + O.moves] |= MOVES_GGSN;
    }
  }

  /** What an answered create, update or delete does to its tunnel. `askersTeid`: in the header of the answer. */
  settle(slot: number, cause: number, operation: number, askersTeid: number): void {
    const { held } = this;
    if (operation === CREATE_REQUEST) {
      if (isAccepted(cause)) held.open(slot);
      return;
    }
    const t = held.of(slot);
    if (t < 0) return;
    if (operation === UPDATE_REQUEST && isAccepted(cause)) {
      held.learnAsker(slot, askersTeid);
      held.move(slot, t);
    }
    if (operation === DELETE_REQUEST && (isAccepted(cause) || cause === NON_EXISTENT)) held.end(slot, t);
  }

  /** The SGSN's end as the request at hand names it. */
  private nameSgsn(slot: number): void {
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const length = m8[M.controlAddressLength];
    if (length !== 0) this.setAddress(slot, D.sgsnAddress, D.sgsnAddressLength, M.controlAddress, length);
    if (m32[M.present] & HAS_TEID_CONTROL) {
      u32[at4 + D.teidControlSgsn] = m32[M.teidControl];
      u32[at4 + D.present] |= DIALOGUE_HAS_TEID_SGSN;
      u8[at8 + O.moves] |= MOVES_SGSN;
      if (length === 0) this.setAddress(slot, D.sgsnAddress, D.sgsnAddressLength, M.src, ipLength());
    }
  }

  /** Whether a request between these two goes to the GGSN: by what it says, else by the parts they were seen to play. */
  private aimsAtGgsn(source: number, target: number, type: number): boolean {
    // Only the SGSN's update gives addresses and a TEID (TS 29.060 §7.3.3).
    if (type === UPDATE_REQUEST && (m8[M.controlAddressLength] !== 0 || m32[M.present] & HAS_TEID_CONTROL)) return true;
    const roles = this.gsns.roles;
    return roles[target] !== ROLE_SGSN && roles[source] !== ROLE_GGSN;
  }

  private setAddress(slot: number, to: number, toLength: number, from: number, length: number): void {
    const at8 = slot * STRIDE;
    u8[at8 + toLength] = length;
    for (let i = 0; i < 16; i++) u8[at8 + to + i] = m8[from + i];
  }
}
