/**
 * The tunnels of GTP dialogues: which one a dialogue belongs to, what each tells the other, and how tunnels open, move
 * and end. Whether they do is contexts.ts's to say.
 */
import { message } from '../../decoders/message.ts';
import { current } from './current.ts';
import { type Gsns, ROLE_GGSN, ROLE_SGSN } from './gsns.ts';
import { fold } from './hash.ts';
import { MOVES_GGSN, MOVES_SGSN, open, slab } from './open.ts';
import {
  DIALOGUE_HAS_END_USER,
  DIALOGUE_HAS_END_USER_V4,
  DIALOGUE_HAS_END_USER_V6,
  DIALOGUE_HAS_NSAPI,
  DIALOGUE_HAS_TEID_GGSN,
  DIALOGUE_HAS_TEID_SGSN,
  dialogue,
} from './record.ts';
import type { Statistics } from './statistics.ts';
import { TUNNEL_FROM_CREATE, TUNNEL_HAS_GGSN, TUNNEL_HAS_SGSN, TUNNEL_USED, type Tunnels, tunnel } from './tunnels.ts';

const { u16: m16, u32: m32 } = current;
const { u8, u32, i32: o32 } = slab;
const M = message.at;
const D = dialogue.at;
const O = open.at;
const T = tunnel.at;
const STRIDE = open.stride;
const T_STRIDE = tunnel.stride;

export class ContextTunnels {
  private readonly tunnels: Tunnels;
  private readonly gsns: Gsns;
  private readonly statistics: Statistics;

  constructor(tunnels: Tunnels, gsns: Gsns, statistics: Statistics) {
    this.tunnels = tunnels;
    this.gsns = gsns;
    this.statistics = statistics;
  }

  /** The tunnel that the dialogue belongs to, while it is alive; -1: none. */
  of(slot: number): number {
    const { tunnels } = this;
    const at4 = (slot * STRIDE) / 4;
    const t = u32[at4 + O.tunnel] - 1;
    // It may be closed, gone with its node's restart, or its slot another tunnel's by now.
    if (t < 0 || !(tunnels.u8[t * T_STRIDE + T.state] & TUNNEL_USED) || !tunnels.alive(t)) return -1;
    const t4 = (t * T_STRIDE) / 4;
    if (tunnels.u32[t4 + T.idLow] !== u32[at4 + D.tunnelLow]) return -1;
    return tunnels.u32[t4 + T.idHigh] === u32[at4 + D.tunnelHigh] ? t : -1;
  }

  /** The tunnel of an accepted create; one that is at the same end already is over. */
  open(slot: number): void {
    const gsns = this.gsns;
    const tunnels = this.tunnels;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const ggsn = gsns.number(u8, at8 + D.ggsnAddress, u8[at8 + D.ggsnAddressLength]);
    const sgsn = gsns.number(u8, at8 + D.sgsnAddress, u8[at8 + D.sgsnAddressLength]);
    gsns.roles[ggsn] |= ROLE_GGSN;
    gsns.roles[sgsn] |= ROLE_SGSN;
    const nsapi = u8[at8 + D.nsapi];
    const has = u32[at4 + D.present];
    const teid = o32[at4 + D.teidControlGgsn];
    if (has & DIALOGUE_HAS_TEID_GGSN) {
      const older = tunnels.find(true, ggsn, teid, nsapi);
      if (older >= 0) tunnels.close(older);
    }
    const t = this.newTunnel(slot, nsapi);
    const t8 = t * T_STRIDE;
    tunnels.u8[t8 + T.state] |= TUNNEL_FROM_CREATE;
    if (has & DIALOGUE_HAS_TEID_GGSN) tunnels.setGgsn(t, ggsn, teid);
    if (has & DIALOGUE_HAS_TEID_SGSN) tunnels.setSgsn(t, sgsn, o32[at4 + D.teidControlSgsn]);
    if (has & DIALOGUE_HAS_END_USER) {
      let endUser = 1;
      tunnels.u8[t8 + T.pdpOrganisation] = u8[at8 + D.pdpOrganisation];
      tunnels.u8[t8 + T.pdpType] = u8[at8 + D.pdpType];
      if (has & DIALOGUE_HAS_END_USER_V4) {
        endUser |= 2;
        for (let i = 0; i < 4; i++) tunnels.u8[t8 + T.endUserV4 + i] = u8[at8 + D.endUserV4 + i];
      }
      if (has & DIALOGUE_HAS_END_USER_V6) {
        endUser |= 4;
        for (let i = 0; i < 16; i++) tunnels.u8[t8 + T.endUserV6 + i] = u8[at8 + D.endUserV6 + i];
      }
      tunnels.u8[t8 + T.endUser] = endUser;
    }
    this.inherit(slot, t);
    this.link(slot, t);
  }

  /** A tunnel from before the capture is still one tunnel; its device is unknown until some message tells. */
  openUnknown(slot: number, atGgsn: boolean, gsn: number, teid: number, nsapi: number): number {
    const { tunnels } = this;
    // Contexts of one device share the TEID: what is known of one holds for the other.
    const sibling = tunnels.find(atGgsn, gsn, teid, -1);
    const t = this.newTunnel(slot, Math.max(nsapi, 0));
    if (sibling >= 0) tunnels.share(sibling, t);
    if (atGgsn) tunnels.setGgsn(t, gsn, teid);
    else tunnels.setSgsn(t, gsn, teid);
    return t;
  }

  /** The dialogue belongs to the tunnel. */
  link(slot: number, t: number): void {
    const { tunnels } = this;
    const at4 = (slot * STRIDE) / 4;
    const t8 = t * T_STRIDE;
    u32[at4 + O.tunnel] = t + 1;
    u32[at4 + D.tunnelLow] = tunnels.u32[t8 / 4 + T.idLow];
    u32[at4 + D.tunnelHigh] = tunnels.u32[t8 / 4 + T.idHigh];
    const nsapi = tunnels.u8[t8 + T.nsapi];
    if (!(u32[at4 + D.present] & DIALOGUE_HAS_NSAPI)) {
      if (nsapi === 0) return;
      u32[at4 + D.present] |= DIALOGUE_HAS_NSAPI;
      u8[slot * STRIDE + D.nsapi] = nsapi;
    } else if (nsapi === 0) tunnels.u8[t8 + T.nsapi] = u8[slot * STRIDE + D.nsapi];
  }

  /** What the tunnel knows and the record does not; and the other way round for a tunnel that is new to us. */
  inherit(slot: number, t: number): void {
    const tunnels = this.tunnels;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const t8 = t * T_STRIDE;
    const t4 = t8 / 4;
    const state = tunnels.u8[t8 + T.state];
    exchange(u8, at8 + D.imsi, at8 + D.imsiLength, tunnels.u8, t8 + T.imsi, t8 + T.imsiLength, 8);
    exchange(u8, at8 + D.msisdn, at8 + D.msisdnLength, tunnels.u8, t8 + T.msisdn, t8 + T.msisdnLength, 10);
    exchange(u8, at8 + D.imei, at8 + D.imeiLength, tunnels.u8, t8 + T.imei, t8 + T.imeiLength, 8);
    if (u32[at4 + D.apn] === 0) u32[at4 + D.apn] = tunnels.u32[t4 + T.apn];
    else if (tunnels.u32[t4 + T.apn] === 0) tunnels.u32[t4 + T.apn] = u32[at4 + D.apn];
    let has = u32[at4 + D.present];
    if (state & TUNNEL_HAS_GGSN && !(has & DIALOGUE_HAS_TEID_GGSN)) {
      has |= DIALOGUE_HAS_TEID_GGSN;
      u32[at4 + D.teidControlGgsn] = tunnels.u32[t4 + T.teidGgsn];
      u8[at8 + D.ggsnAddressLength] = this.gsns.copy(tunnels.u32[t4 + T.ggsn], u8, at8 + D.ggsnAddress);
    }
    if (state & TUNNEL_HAS_SGSN && !(has & DIALOGUE_HAS_TEID_SGSN)) {
      has |= DIALOGUE_HAS_TEID_SGSN;
      u32[at4 + D.teidControlSgsn] = tunnels.u32[t4 + T.teidSgsn];
      u8[at8 + D.sgsnAddressLength] = this.gsns.copy(tunnels.u32[t4 + T.sgsn], u8, at8 + D.sgsnAddress);
    }
    const endUser = tunnels.u8[t8 + T.endUser];
    if (endUser !== 0 && !(has & DIALOGUE_HAS_END_USER)) {
      has |= DIALOGUE_HAS_END_USER;
      u8[at8 + D.pdpOrganisation] = tunnels.u8[t8 + T.pdpOrganisation];
      u8[at8 + D.pdpType] = tunnels.u8[t8 + T.pdpType];
      if (endUser & 2) {
        has |= DIALOGUE_HAS_END_USER_V4;
        for (let i = 0; i < 4; i++) u8[at8 + D.endUserV4 + i] = tunnels.u8[t8 + T.endUserV4 + i];
      }
      if (endUser & 4) {
        has |= DIALOGUE_HAS_END_USER_V6;
        for (let i = 0; i < 16; i++) u8[at8 + D.endUserV6 + i] = tunnels.u8[t8 + T.endUserV6 + i];
      }
    }
    u32[at4 + D.present] = has;
  }

  /** The header of an answer carries the asker's own TEID: the other end of a tunnel from before the capture. */
  learnAsker(slot: number, teid: number): void {
    if (teid === 0) return;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const toSgsn = u8[at8 + O.toSgsn] !== 0;
    const bit = toSgsn ? DIALOGUE_HAS_TEID_GGSN : DIALOGUE_HAS_TEID_SGSN;
    if (u32[at4 + D.present] & bit) return;
    u32[at4 + D.present] |= bit;
    u32[at4 + (toSgsn ? D.teidControlGgsn : D.teidControlSgsn)] = teid;
    u8[at8 + O.moves] |= toSgsn ? MOVES_GGSN : MOVES_SGSN;
  }

  /** An accepted update: the ends that it named. */
  move(slot: number, t: number): void {
    const { gsns, tunnels } = this;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const moves = u8[at8 + O.moves];
    if (moves & MOVES_SGSN) {
      const sgsn = gsns.number(u8, at8 + D.sgsnAddress, u8[at8 + D.sgsnAddressLength]);
      gsns.roles[sgsn] |= ROLE_SGSN;
      tunnels.setSgsn(t, sgsn, o32[at4 + D.teidControlSgsn]);
    }
    if (moves & MOVES_GGSN) {
      const ggsn = gsns.number(u8, at8 + D.ggsnAddress, u8[at8 + D.ggsnAddressLength]);
      gsns.roles[ggsn] |= ROLE_GGSN;
      tunnels.setGgsn(t, ggsn, o32[at4 + D.teidControlGgsn]);
    }
  }

  /** An accepted delete: of this context, or of all that share its connection. */
  end(slot: number, t: number): void {
    const { tunnels, statistics } = this;
    if (u8[slot * STRIDE + O.teardown]) statistics.tunnelsClosed += tunnels.closeConnection(t);
    else {
      tunnels.close(t);
      statistics.tunnelsClosed++;
    }
  }

  /** A tunnel that the dialogue makes known; its identifier follows from the dialogue's. */
  private newTunnel(slot: number, nsapi: number): number {
    const tunnels = this.tunnels;
    const from = (slot * STRIDE) / 4;
    const before = tunnels.evicted;
    const t = tunnels.open();
    if (tunnels.evicted !== before) this.statistics.anomaly('tunnels-full', m16[M.file], m32[M.frame]);
    this.statistics.tunnelsOpened++;
    const at4 = (t * T_STRIDE) / 4;
    const low = u32[from + D.idLow];
    const high = u32[from + D.idHigh];
    tunnels.u32[at4 + T.idLow] = fold(low ^ 0x51ed270b, high);
    tunnels.u32[at4 + T.idHigh] = fold(high ^ 0x2c1b3c6d, low) & 0x7fffffff;
    tunnels.u8[t * T_STRIDE + T.nsapi] = nsapi;
    return t;
  }
}

/** Gives an identity to whichever of two records lacks it. */
function exchange(
  a: Uint8Array,
  atA: number,
  lengthA: number,
  b: Uint8Array,
  atB: number,
  lengthB: number,
  size: number,
): void {
  if (a[lengthA] !== 0 && b[lengthB] === 0) {
    b[lengthB] = a[lengthA];
    for (let i = 0; i < size; i++) b[atB + i] = a[atA + i];
  } else if (a[lengthA] === 0 && b[lengthB] !== 0) {
    a[lengthA] = b[lengthB];
    for (let i = 0; i < size; i++) a[atA + i] = b[atB + i];
  }
}
