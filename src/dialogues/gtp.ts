/**
 * Pairing of GTPv1-C messages into dialogues (specification §4; TS 29.060 §7.6): requester's address and port,
 * responder, sequence number; and the tunnels that updates and deletes take their device from.
 */
import {
  IS_REQUEST,
  REQUEST_OF,
  RESPONSE_OF,
  SGSN_CONTEXT_ACKNOWLEDGE,
  SGSN_CONTEXT_REQUEST,
  SUPPORTED_EXTENSION_HEADERS_NOTIFICATION,
  VERSION_NOT_SUPPORTED,
} from '../../decoders/gtp-messages.ts';
import {
  FLAG_LOSS,
  FLAG_SNAPPED,
  HAS_CAUSE,
  HAS_END_USER,
  HAS_END_USER_V4,
  HAS_END_USER_V6,
  HAS_LOCATION,
  HAS_NSAPI,
  HAS_RAI,
  HAS_RAT,
  HAS_RECOVERY,
  HAS_SEQUENCE,
  HAS_TEID_CONTROL,
  message,
} from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import type { Closing } from './closing.ts';
import { current } from './current.ts';
import { Gsns, ROLE_GGSN, ROLE_SGSN } from './gsns.ts';
import { fold } from './hash.ts';
import { fillIdentity, openRecord } from './identity.ts';
import { type OpenDialogues, open, PHASE_ENDED, PHASE_OPEN, PHASE_WAITING, STATE_INVALID_ORDER } from './open.ts';
import type { DialogueOptions } from './options.ts';
import {
  CAUSES,
  DIALOGUE_HAS_END_USER,
  DIALOGUE_HAS_END_USER_V4,
  DIALOGUE_HAS_END_USER_V6,
  DIALOGUE_HAS_LOCATION,
  DIALOGUE_HAS_NSAPI,
  DIALOGUE_HAS_OPERATION,
  DIALOGUE_HAS_RAI,
  DIALOGUE_HAS_RAT,
  DIALOGUE_HAS_RESPONSE,
  DIALOGUE_HAS_SEQUENCE,
  DIALOGUE_HAS_TEID_GGSN,
  DIALOGUE_HAS_TEID_SGSN,
  dialogue,
  MATCHES,
  NODES,
  OUTCOMES,
  REASONS,
  TYPES,
} from './record.ts';
import type { Statistics } from './statistics.ts';
import { TUNNEL_FROM_CREATE, TUNNEL_HAS_GGSN, TUNNEL_HAS_SGSN, Tunnels, tunnel } from './tunnels.ts';

const { u8: m8, u16: m16, u32: m32, f64: m64 } = current;
const M = message.at;
const D = dialogue.at;
const O = open.at;
const T = tunnel.at;
const STRIDE = open.stride;
const T_STRIDE = tunnel.stride;

const { gtp: GTP } = PROTOCOL;
const PDP_CREATE = TYPES.indexOf('PDP_CREATE');
const PDP_UPDATE = TYPES.indexOf('PDP_UPDATE');
const PDP_DELETE = TYPES.indexOf('PDP_DELETE');
const OTHER = TYPES.indexOf('OTHER');
const SGSN = NODES.indexOf('SGSN');
const ERROR = OUTCOMES.indexOf('error');
const GTP_CAUSE = REASONS.indexOf('gtp-cause');
const CAUSE_GTP = CAUSES.indexOf('gtp');
const BY_SEQUENCE = MATCHES.indexOf('sequence');
const BY_SEQUENCE_AND_TEID = MATCHES.indexOf('sequence+teid');

// Causes of TS 29.060 §7.7.1
const FIRST_ACCEPTED = 128;
const LAST_ACCEPTED = 176;
const NON_EXISTENT = 192;
const CAUSE_VERSION_NOT_SUPPORTED = 198;
const CAUSE_UNKNOWN_EXTENSION_HEADER = 214;

const CREATE_REQUEST = 16;
const UPDATE_REQUEST = 18;
const DELETE_REQUEST = 20;

/** Entries that share requester and sequence number and are compared before the search gives up. */
const CROWD = 16;

export class GtpPairing {
  readonly tunnels: Tunnels;
  readonly gsns: Gsns;
  private readonly opened: OpenDialogues;
  private readonly closing: Closing;
  private readonly statistics: Statistics;
  private readonly timeout: number;
  private readonly linger: number;
  private readonly seed: number;

  constructor(opened: OpenDialogues, closing: Closing, statistics: Statistics, options: DialogueOptions, seed: number) {
    this.opened = opened;
    this.closing = closing;
    this.statistics = statistics;
    this.timeout = options.gtpTimeout * 1e6;
    this.linger = options.reorderWindow * 1e6;
    this.seed = seed;
    this.gsns = new Gsns(seed);
    this.tunnels = new Tunnels(options.maxTunnels, this.gsns, seed);
  }

  /** Takes the current message. `copy`: the same IP packet has been seen before. */
  take(copy: boolean): void {
    if (!copy && m32[M.present] & HAS_RECOVERY) this.recovery();
    const type = m8[M.messageType];
    if (type === SGSN_CONTEXT_ACKNOWLEDGE) this.acknowledge(copy);
    else if (IS_REQUEST[type]) this.request(type, copy);
    else if (
      REQUEST_OF[type] !== 0 ||
      type === VERSION_NOT_SUPPORTED ||
      type === SUPPORTED_EXTENSION_HEADERS_NOTIFICATION
    ) {
      this.response(type, copy);
    } else if (!copy) this.alone(type);
  }

  /** The phase of an entry of the wheel has ended. */
  due(slot: number): void {
    const { f64, wheel } = this.opened;
    const deadline = f64[(slot * STRIDE) / 8 + O.deadline];
    if (deadline > this.closing.now) wheel.add(slot, deadline);
    else this.closing.close(slot, false);
  }

  // --- requests ---------------------------------------------------------------------------------------------------

  private request(type: number, copy: boolean): void {
    const opened = this.opened;
    const exact = this.exactHash(M.src, M.dst, m16[M.srcPort]);
    const time = m64[M.time];
    for (let e = opened.exact.first(exact), next = -1; e >= 0; e = next) {
      next = opened.exact.next[e];
      const slot = e >> 1;
      if (!this.isRequester(slot, exact, M.src, M.dst, m16[M.srcPort])) continue;
      const { u8, u16, u32, f64 } = opened;
      const at8 = slot * STRIDE;
      const phase = u8[at8 + O.phase];
      if (phase === PHASE_WAITING) {
        if (!copy && REQUEST_OF[u8[at8 + O.wants]] === type) {
          this.adopt(slot, type);
          return;
        }
        continue;
      }
      const past = f64[at8 / 8 + O.deadline] <= time;
      if (!past && u16[at8 / 2 + D.operationCode] === type && u32[at8 / 4 + O.requestHash] === m32[M.octetsHash]) {
        this.repeated(slot, copy);
        return;
      }
      if (copy) return;
      if (phase === PHASE_OPEN && !past) this.statistics.anomaly('sequence-reused', m16[M.file], m32[M.frame]);
      this.closing.close(slot, false);
    }
    if (copy) return;
    const slot = this.takeSlot();
    this.fillRequest(slot, type);
    const { u8, u32, f64, wheel } = opened;
    const at8 = slot * STRIDE;
    u8[at8 + O.phase] = PHASE_OPEN;
    u8[at8 + O.wants] = RESPONSE_OF[type] === 0 ? 0 : 1;
    u32[at8 / 4 + D.messages] = 1;
    opened.index(slot, 0, exact, this.looseHash(M.src));
    f64[at8 / 8 + O.deadline] = time + this.timeout;
    wheel.add(slot, f64[at8 / 8 + O.deadline]);
  }

  private repeated(slot: number, copy: boolean): void {
    const { u8, u16, u32, f64 } = this.opened;
    const at8 = slot * STRIDE;
    if (copy) {
      this.copied(slot);
      return;
    }
    if (u16[at8 / 2 + D.retransmissions] < 65535) u16[at8 / 2 + D.retransmissions]++;
    this.statistics.retransmissions++;
    f64[at8 / 8 + O.deadline] = m64[M.time] + this.timeout;
    if (u8[at8 + O.phase] !== PHASE_OPEN) return;
    if (m64[M.time] > f64[at8 / 8 + D.end]) f64[at8 / 8 + D.end] = m64[M.time];
    u32[at8 / 4 + D.lastFrame] = m32[M.frame];
  }

  private copied(slot: number): void {
    const { u16 } = this.opened;
    const at = (slot * STRIDE) / 2 + D.copies;
    if (u16[at] < 65535) u16[at]++;
    this.statistics.copies++;
  }

  /** The request of a response that came first (specification §5). */
  private adopt(slot: number, type: number): void {
    const opened = this.opened;
    const { u8, u16, u32, f64 } = opened;
    const at8 = slot * STRIDE;
    const start = Math.min(f64[at8 / 8 + D.start], m64[M.time]);
    const end = Math.max(f64[at8 / 8 + D.end], m64[M.time]);
    const firstFrame = u32[at8 / 4 + D.firstFrame];
    const file = u16[at8 / 2 + D.file];
    const cause = u32[at8 / 4 + D.causeCode];
    this.fillRequest(slot, type);
    f64[at8 / 8 + D.start] = start;
    f64[at8 / 8 + D.end] = end;
    u32[at8 / 4 + D.firstFrame] = firstFrame;
    u16[at8 / 2 + D.file] = file;
    u32[at8 / 4 + D.messages]++;
    u8[at8 + O.flags] |= STATE_INVALID_ORDER;
    u8[at8 + O.phase] = PHASE_ENDED;
    u8[at8 + O.wants] = 0;
    u8[at8 + D.match] = BY_SEQUENCE;
    f64[at8 / 8 + O.deadline] = m64[M.time] + this.timeout;
    this.settleTunnel(slot, cause);
  }

  private fillRequest(slot: number, type: number): void {
    const opened = this.opened;
    const { u8, u16, u32 } = opened;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    openRecord(opened, slot);
    u8[at8 + D.protocol] = GTP;
    u8[at8 + D.type] =
      type === CREATE_REQUEST
        ? PDP_CREATE
        : type === UPDATE_REQUEST
          ? PDP_UPDATE
          : type === DELETE_REQUEST
            ? PDP_DELETE
            : OTHER;
    u16[at8 / 2 + D.operationCode] = type;
    u16[at8 / 2 + D.sequenceNumber] = m16[M.sequenceNumber];
    u32[at4 + D.present] |= DIALOGUE_HAS_OPERATION | (m32[M.present] & HAS_SEQUENCE ? DIALOGUE_HAS_SEQUENCE : 0);
    u32[at4 + O.requestHash] = m32[M.octetsHash];
    u32[at4 + O.requestPort] = m16[M.srcPort];
    u8[at8 + O.teardown] = m8[M.teardown];
    this.fillContext(slot);
    fillIdentity(opened, slot);
    if (type === CREATE_REQUEST) {
      u8[at8 + D.visitedNode] = SGSN;
      this.fillCreate(slot);
    } else if (type === UPDATE_REQUEST || type === DELETE_REQUEST) {
      u8[at8 + D.visitedNode] = SGSN;
      this.fillFromTunnel(slot, type);
    }
  }

  /** Elements that say the same in every message. */
  private fillContext(slot: number): void {
    const { u8, u32 } = this.opened;
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
  private fillCreate(slot: number): void {
    const { u8, u32 } = this.opened;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    this.setAddress(slot, D.sgsnAddress, D.sgsnAddressLength, m8[M.controlAddressLength] ? M.controlAddress : M.src);
    this.setAddress(slot, D.ggsnAddress, D.ggsnAddressLength, M.dst);
    const sgsn = this.gsns.number(m8, M.src, ipLength());
    const ggsn = this.gsns.number(m8, M.dst, ipLength());
    this.gsns.roles[sgsn] |= ROLE_SGSN;
    this.gsns.roles[ggsn] |= ROLE_GGSN;
    if (m32[M.present] & HAS_TEID_CONTROL) {
      u32[at4 + D.teidControlSgsn] = m32[M.teidControl];
      u32[at4 + D.present] |= DIALOGUE_HAS_TEID_SGSN;
    }
    // A secondary context is asked for at the primary's TEID and inherits what it does not say.
    if (m32[M.teid] !== 0) {
      const primary = this.tunnels.find(true, ggsn, m32[M.teid], -1);
      if (primary >= 0) {
        const nsapi = u8[at8 + D.nsapi];
        this.inherit(slot, primary);
        u8[at8 + D.nsapi] = nsapi;
        u32[at4 + D.tunnelLow] = 0;
        u32[at4 + D.tunnelHigh] = 0;
        u32[at4 + O.tunnel] = 0;
      }
      u32[at4 + D.teidControlGgsn] = m32[M.teid];
      u32[at4 + D.present] |= DIALOGUE_HAS_TEID_GGSN;
    }
  }

  /** Device, APN and tunnel by the TEID in the header, which is the receiver's. */
  private fillFromTunnel(slot: number, type: number): void {
    const { u8, u32 } = this.opened;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const length = ipLength();
    const source = this.gsns.number(m8, M.src, length);
    const target = this.gsns.number(m8, M.dst, length);
    const nsapi = m32[M.present] & HAS_NSAPI ? m8[M.nsapi] : -1;
    let atGgsn = true;
    let t = this.tunnels.find(true, target, m32[M.teid], nsapi);
    if (t < 0) {
      t = this.tunnels.find(false, target, m32[M.teid], nsapi);
      if (t >= 0) atGgsn = false;
      else atGgsn = this.aimsAtGgsn(source, target);
    }
    if (t < 0) t = this.unknownTunnel(atGgsn, target, nsapi);
    const toSgsn = !atGgsn;
    this.setAddress(slot, D.ggsnAddress, D.ggsnAddressLength, toSgsn ? M.src : M.dst);
    this.setAddress(slot, D.sgsnAddress, D.sgsnAddressLength, toSgsn ? M.dst : M.src);
    this.inherit(slot, t);
    u8[at8 + O.untracked] = toSgsn ? 1 : 0;
    if (toSgsn || type !== UPDATE_REQUEST) return;
    // The SGSN may move: what it says of itself now goes into the record, and into the tunnel once accepted.
    if (m8[M.controlAddressLength]) this.setAddress(slot, D.sgsnAddress, D.sgsnAddressLength, M.controlAddress);
    if (m32[M.present] & HAS_TEID_CONTROL) {
      u32[at4 + D.teidControlSgsn] = m32[M.teidControl];
      u32[at4 + D.present] |= DIALOGUE_HAS_TEID_SGSN;
    }
  }

  /** Whether a request between these two goes to the GGSN, by the parts they were seen to play. */
  private aimsAtGgsn(source: number, target: number): boolean {
    const roles = this.gsns.roles;
    if (roles[target] === ROLE_SGSN || roles[source] === ROLE_GGSN) return false;
    return true;
  }

  /** A tunnel from before the capture is still one tunnel; its device is unknown until some message tells. */
  private unknownTunnel(atGgsn: boolean, gsn: number, nsapi: number): number {
    const t = this.newTunnel(m64[M.time], gsn, m32[M.teid], nsapi < 0 ? 0 : nsapi);
    if (atGgsn) this.tunnels.setGgsn(t, gsn, m32[M.teid]);
    else this.tunnels.setSgsn(t, gsn, m32[M.teid]);
    return t;
  }

  private newTunnel(time: number, gsn: number, teid: number, nsapi: number): number {
    const tunnels = this.tunnels;
    const before = tunnels.evicted;
    const t = tunnels.open();
    if (tunnels.evicted !== before) this.statistics.anomaly('tunnels-full', m16[M.file], m32[M.frame]);
    this.statistics.tunnelsOpened++;
    const at4 = (t * T_STRIDE) / 4;
    const low = time % 4294967296;
    const h = fold(fold(fold(low, Math.floor(time / 4294967296)), teid), nsapi);
    tunnels.u32[at4 + T.idLow] = h;
    tunnels.u32[at4 + T.idHigh] = fold(h ^ 0x51ed270b, teid) & 0x7fffffff;
    tunnels.u8[t * T_STRIDE + T.nsapi] = nsapi;
    void gsn;
    return t;
  }

  /** What the tunnel knows and the record does not; and the other way round for a tunnel that is new to us. */
  private inherit(slot: number, t: number): void {
    const { u8, u32 } = this.opened;
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
    else tunnels.u32[t4 + T.apn] = u32[at4 + D.apn];
    u32[at4 + O.tunnel] = t + 1;
    u32[at4 + D.tunnelLow] = tunnels.u32[t4 + T.idLow];
    u32[at4 + D.tunnelHigh] = tunnels.u32[t4 + T.idHigh];
    let has = u32[at4 + D.present];
    if (!(has & DIALOGUE_HAS_NSAPI) && tunnels.u8[t8 + T.nsapi] !== 0) {
      has |= DIALOGUE_HAS_NSAPI;
      u8[at8 + D.nsapi] = tunnels.u8[t8 + T.nsapi];
    }
    if (state & TUNNEL_HAS_GGSN) {
      has |= DIALOGUE_HAS_TEID_GGSN;
      u32[at4 + D.teidControlGgsn] = tunnels.u32[t4 + T.teidGgsn];
      u8[at8 + D.ggsnAddressLength] = this.gsns.copy(tunnels.u32[t4 + T.ggsn], u8, at8 + D.ggsnAddress);
    }
    if (state & TUNNEL_HAS_SGSN) {
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

  // --- responses --------------------------------------------------------------------------------------------------

  private response(type: number, copy: boolean): void {
    const slot = this.findRequest(type);
    if (slot < 0) {
      if (!copy) this.wait(type);
      return;
    }
    const { u8 } = this.opened;
    if (
      u8[slot * STRIDE + O.phase] !== PHASE_OPEN ||
      (u8[slot * STRIDE + D.match] !== 0 && type === SGSN_CONTEXT_REQUEST + 1)
    ) {
      if (copy) this.copied(slot);
      else this.statistics.anomaly('late-duplicate', m16[M.file], m32[M.frame]);
      return;
    }
    if (copy) {
      this.copied(slot);
      return;
    }
    this.apply(slot, type);
  }

  private apply(slot: number, type: number): void {
    const opened = this.opened;
    const { u8, u16, u32, f64 } = opened;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    u32[at4 + D.messages]++;
    if (m64[M.time] > f64[at8 / 8 + D.end]) f64[at8 / 8 + D.end] = m64[M.time];
    u32[at4 + D.lastFrame] = m32[M.frame];
    f64[at8 / 8 + D.answered] = m64[M.time];
    u32[at4 + D.present] |= DIALOGUE_HAS_RESPONSE;
    if (m32[M.flags] & (FLAG_SNAPPED | FLAG_LOSS) || m8[M.fault] !== 0) u8[at8 + D.loss] = 1;
    if (u8[at8 + D.match] === 0) u8[at8 + D.match] = this.rule;
    fillIdentity(opened, slot);
    this.fillContext(slot);
    const cause = this.judge(slot, type);
    // SGSN Context Response awaits its acknowledgement (TS 29.060 §7.5.5); a refusal awaits nothing.
    if (u16[at8 / 2 + D.operationCode] === SGSN_CONTEXT_REQUEST && cause >= FIRST_ACCEPTED && cause <= LAST_ACCEPTED)
      return;
    u8[at8 + O.wants] = 0;
    u8[at8 + O.phase] = PHASE_ENDED;
    this.settleTunnel(slot, cause);
  }

  /** Outcome and cause from the response; gives the cause, 0 where there is none. */
  private judge(slot: number, type: number): number {
    if (type === VERSION_NOT_SUPPORTED) {
      this.closing.fail(slot, ERROR, GTP_CAUSE, CAUSE_VERSION_NOT_SUPPORTED, true);
      return 0;
    }
    if (type === SUPPORTED_EXTENSION_HEADERS_NOTIFICATION) {
      this.closing.fail(slot, ERROR, GTP_CAUSE, CAUSE_UNKNOWN_EXTENSION_HEADER, true);
      return 0;
    }
    if (!(m32[M.present] & HAS_CAUSE)) return 0;
    const cause = m8[M.cause];
    this.closing.cause(slot, CAUSE_GTP, cause);
    if (cause < FIRST_ACCEPTED || cause > LAST_ACCEPTED) this.closing.fail(slot, ERROR, GTP_CAUSE, cause, true);
    return cause;
  }

  /** What an answered create, update or delete does to its tunnel. */
  private settleTunnel(slot: number, cause: number): void {
    const { u8, u16, u32 } = this.opened;
    const tunnels = this.tunnels;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const accepted = cause >= FIRST_ACCEPTED && cause <= LAST_ACCEPTED;
    const operation = u16[at8 / 2 + D.operationCode];
    if (operation === CREATE_REQUEST) {
      if (accepted) this.openTunnel(slot);
      return;
    }
    const t = u32[at4 + O.tunnel] - 1;
    if (t < 0 || tunnels.u32[(t * T_STRIDE) / 4 + T.idLow] !== u32[at4 + D.tunnelLow]) return;
    if (operation === UPDATE_REQUEST && accepted) this.moveTunnel(slot, t);
    if (operation === DELETE_REQUEST && (accepted || cause === NON_EXISTENT)) {
      if (u8[at8 + O.teardown]) this.statistics.tunnelsClosed += tunnels.closeConnection(t);
      else {
        tunnels.close(t);
        this.statistics.tunnelsClosed++;
      }
    }
  }

  private openTunnel(slot: number): void {
    const { u8, u32, f64 } = this.opened;
    const gsns = this.gsns;
    const tunnels = this.tunnels;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    if (m8[M.controlAddressLength]) this.setAddress(slot, D.ggsnAddress, D.ggsnAddressLength, M.controlAddress);
    if (m32[M.present] & HAS_TEID_CONTROL) {
      u32[at4 + D.teidControlGgsn] = m32[M.teidControl];
      u32[at4 + D.present] |= DIALOGUE_HAS_TEID_GGSN;
    }
    const ggsn = gsns.number(u8, at8 + D.ggsnAddress, u8[at8 + D.ggsnAddressLength]);
    const sgsn = gsns.number(u8, at8 + D.sgsnAddress, u8[at8 + D.sgsnAddressLength]);
    gsns.roles[ggsn] |= ROLE_GGSN;
    gsns.roles[sgsn] |= ROLE_SGSN;
    const nsapi = u8[at8 + D.nsapi];
    const older = tunnels.find(true, ggsn, u32[at4 + D.teidControlGgsn], nsapi);
    if (older >= 0) tunnels.close(older);
    const t = this.newTunnel(f64[at8 / 8 + D.start], ggsn, u32[at4 + D.teidControlGgsn], nsapi);
    const t8 = t * T_STRIDE;
    const t4 = t8 / 4;
    tunnels.u8[t8 + T.state] |= TUNNEL_FROM_CREATE;
    const has = u32[at4 + D.present];
    if (has & DIALOGUE_HAS_TEID_GGSN) tunnels.setGgsn(t, ggsn, u32[at4 + D.teidControlGgsn]);
    if (has & DIALOGUE_HAS_TEID_SGSN) tunnels.setSgsn(t, sgsn, u32[at4 + D.teidControlSgsn]);
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
    tunnels.u32[t4 + T.apn] = u32[at4 + D.apn];
    this.inherit(slot, t);
  }

  /** An accepted update: the SGSN's new address and TEID, the GGSN's where its answer gives them. */
  private moveTunnel(slot: number, t: number): void {
    const { u8, u32 } = this.opened;
    const tunnels = this.tunnels;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const fromGgsn = u8[at8 + O.untracked] === 1;
    const has = u32[at4 + D.present];
    if (!fromGgsn && has & DIALOGUE_HAS_TEID_SGSN) {
      const sgsn = this.gsns.number(u8, at8 + D.sgsnAddress, u8[at8 + D.sgsnAddressLength]);
      this.gsns.roles[sgsn] |= ROLE_SGSN;
      tunnels.setSgsn(t, sgsn, u32[at4 + D.teidControlSgsn]);
    } else if (!fromGgsn && !(tunnels.u8[t * T_STRIDE + T.state] & TUNNEL_HAS_SGSN) && m32[M.teid] !== 0) {
      // The answer's header carries the asker's own TEID.
      tunnels.setSgsn(t, this.gsns.number(m8, M.dst, ipLength()), m32[M.teid]);
    }
    if (!fromGgsn && m32[M.present] & HAS_TEID_CONTROL && m8[M.messageType] === UPDATE_REQUEST + 1) {
      if (m8[M.controlAddressLength]) this.setAddress(slot, D.ggsnAddress, D.ggsnAddressLength, M.controlAddress);
      u32[at4 + D.teidControlGgsn] = m32[M.teidControl];
      const ggsn = this.gsns.number(u8, at8 + D.ggsnAddress, u8[at8 + D.ggsnAddressLength]);
      tunnels.setGgsn(t, ggsn, m32[M.teidControl]);
    }
  }

  /** A response without request: it waits for it (specification §5). */
  private wait(type: number): void {
    if (REQUEST_OF[type] === 0) return;
    const slot = this.takeSlot();
    const opened = this.opened;
    const { u8, u16, u32, f64, wheel } = opened;
    const at8 = slot * STRIDE;
    openRecord(opened, slot);
    for (let i = 0; i < 16; i++) {
      u8[at8 + D.src + i] = m8[M.dst + i];
      u8[at8 + D.dst + i] = m8[M.src + i];
    }
    u8[at8 + O.phase] = PHASE_WAITING;
    u8[at8 + O.wants] = type;
    u8[at8 + D.protocol] = GTP;
    u8[at8 + D.type] = OTHER;
    u16[at8 / 2 + D.operationCode] = REQUEST_OF[type];
    u16[at8 / 2 + D.sequenceNumber] = m16[M.sequenceNumber];
    u32[at8 / 4 + D.present] |= DIALOGUE_HAS_OPERATION | DIALOGUE_HAS_SEQUENCE;
    u32[at8 / 4 + O.requestPort] = m16[M.dstPort];
    u32[at8 / 4 + D.messages] = 1;
    fillIdentity(opened, slot);
    this.fillContext(slot);
    this.judge(slot, type);
    opened.index(slot, 0, this.exactHash(M.dst, M.src, m16[M.dstPort]), this.looseHash(M.dst));
    f64[at8 / 8 + O.deadline] = m64[M.time] + this.linger;
    wheel.add(slot, f64[at8 / 8 + O.deadline]);
  }

  private acknowledge(copy: boolean): void {
    const opened = this.opened;
    const loose = this.looseHash(M.src);
    for (let e = opened.loose.first(loose); e >= 0; e = opened.loose.next[e]) {
      const { u8, u16, u32, f64 } = opened;
      const at8 = (e >> 1) * STRIDE;
      if (
        u16[at8 / 2 + D.operationCode] !== SGSN_CONTEXT_REQUEST ||
        u16[at8 / 2 + D.sequenceNumber] !== m16[M.sequenceNumber]
      )
        continue;
      if (!sameOctets(u8, at8 + D.src, m8, M.src, 16)) continue;
      if (copy || u8[at8 + O.phase] !== PHASE_OPEN) {
        this.copied(e >> 1);
        return;
      }
      u32[at8 / 4 + D.messages]++;
      if (m64[M.time] > f64[at8 / 8 + D.end]) f64[at8 / 8 + D.end] = m64[M.time];
      u32[at8 / 4 + D.lastFrame] = m32[M.frame];
      u8[at8 + O.wants] = 0;
      u8[at8 + O.phase] = PHASE_ENDED;
      this.judge(e >> 1, SGSN_CONTEXT_ACKNOWLEDGE);
      return;
    }
    if (!copy) {
      this.statistics.orphans++;
      this.statistics.orphanMessages++;
    }
  }

  /** A message that asks nothing and answers nothing (error indication, RAN information relay). */
  private alone(type: number): void {
    const slot = this.takeSlot();
    this.fillRequest(slot, type);
    this.opened.u32[(slot * STRIDE) / 4 + D.messages] = 1;
    this.opened.u8[slot * STRIDE + O.phase] = PHASE_ENDED;
    this.closing.close(slot, false);
  }

  private recovery(): void {
    const gsn = this.gsns.number(m8, M.src, ipLength());
    if (this.gsns.restarted(gsn, m8[M.recovery])) this.statistics.anomaly('node-restart', m16[M.file], m32[M.frame]);
  }

  // --- finding ----------------------------------------------------------------------------------------------------

  private rule = 0;

  /** The slot whose request the current response answers, or -1. */
  private findRequest(type: number): number {
    const opened = this.opened;
    const port = m16[M.dstPort];
    const exact = this.exactHash(M.dst, M.src, port);
    for (let e = opened.exact.first(exact), next = -1; e >= 0; e = next) {
      next = opened.exact.next[e];
      const slot = e >> 1;
      if (!this.isRequester(slot, exact, M.dst, M.src, port) || !this.answers(slot, type)) continue;
      if (this.expired(slot)) continue;
      this.rule = BY_SEQUENCE;
      return slot;
    }
    // Another address of a multi-homed GSN: requester and sequence number, and the TEID of the header.
    const { u8, u16, u32 } = opened;
    let only = -1;
    let crowd = 0;
    const loose = this.looseHash(M.dst);
    for (let e = opened.loose.first(loose), next = -1; e >= 0; e = next) {
      next = opened.loose.next[e];
      const slot = e >> 1;
      const at8 = slot * STRIDE;
      if (u8[at8 + O.phase] !== PHASE_OPEN || u32[at8 / 4 + O.looseHash] !== loose) continue;
      if (u16[at8 / 2 + D.sequenceNumber] !== m16[M.sequenceNumber] || !this.answers(slot, type)) continue;
      if (!sameOctets(u8, at8 + D.src, m8, M.dst, 16) || u32[at8 / 4 + O.requestPort] !== port) continue;
      if (++crowd > CROWD) break;
      if (this.expired(slot)) continue;
      this.rule = BY_SEQUENCE_AND_TEID;
      const own = this.requesterTeid(slot);
      if (own >= 0) {
        if (own === m32[M.teid]) return slot;
        continue;
      }
      only = only === -1 ? slot : -2;
    }
    return only >= 0 ? only : -1;
  }

  /** The control TEID that the requester gave itself, -1 where it is not known. */
  private requesterTeid(slot: number): number {
    const { u8, u32 } = this.opened;
    const at8 = slot * STRIDE;
    const has = u32[at8 / 4 + D.present];
    if (u8[at8 + O.untracked] === 1) return has & DIALOGUE_HAS_TEID_GGSN ? u32[at8 / 4 + D.teidControlGgsn] : -1;
    return has & DIALOGUE_HAS_TEID_SGSN ? u32[at8 / 4 + D.teidControlSgsn] : -1;
  }

  private answers(slot: number, type: number): boolean {
    const operation = this.opened.u16[(slot * STRIDE) / 2 + D.operationCode];
    return (
      RESPONSE_OF[operation] === type ||
      type === VERSION_NOT_SUPPORTED ||
      type === SUPPORTED_EXTENSION_HEADERS_NOTIFICATION
    );
  }

  private isRequester(slot: number, exact: number, requester: number, responder: number, port: number): boolean {
    const { u8, u16, u32 } = this.opened;
    const at8 = slot * STRIDE;
    return (
      u8[at8 + O.phase] !== 0 &&
      u32[at8 / 4 + O.exactHash] === exact &&
      u8[at8 + D.protocol] === GTP &&
      u16[at8 / 2 + D.sequenceNumber] === m16[M.sequenceNumber] &&
      u32[at8 / 4 + O.requestPort] === port &&
      sameOctets(u8, at8 + D.src, m8, requester, 16) &&
      sameOctets(u8, at8 + D.dst, m8, responder, 16)
    );
  }

  /** Past its time-out although the wheel has not come round: closed now, so that ticks decide nothing. */
  private expired(slot: number): boolean {
    const { u8, f64 } = this.opened;
    if (u8[slot * STRIDE + O.phase] === PHASE_WAITING) return true;
    if (f64[(slot * STRIDE) / 8 + O.deadline] > m64[M.time]) return false;
    this.closing.close(slot, false);
    return true;
  }

  private exactHash(requester: number, responder: number, port: number): number {
    return fold(hashAddress(responder, this.looseHash(requester)), port);
  }

  private looseHash(requester: number): number {
    return fold(hashAddress(requester, this.seed), m16[M.sequenceNumber]);
  }

  // --- slots ------------------------------------------------------------------------------------------------------

  private takeSlot(): number {
    const opened = this.opened;
    if (opened.full) {
      this.statistics.anomaly('dialogues-full', m16[M.file], m32[M.frame]);
      const victim = opened.wheel.nearest();
      if (victim >= 0) this.closing.close(victim, false);
    }
    return opened.take();
  }

  private setAddress(slot: number, to: number, toLength: number, from: number): void {
    const { u8 } = this.opened;
    const at8 = slot * STRIDE;
    const length = from === M.controlAddress ? m8[M.controlAddressLength] : ipLength();
    u8[at8 + toLength] = length;
    for (let i = 0; i < 16; i++) u8[at8 + to + i] = m8[from + i];
  }
}

/** Octets of the addresses of the current message. */
function ipLength(): number {
  const version = m8[M.ipVersion];
  return version === 6 ? 16 : version === 4 ? 4 : 0;
}

function hashAddress(at: number, seed: number): number {
  let h = seed;
  const length = ipLength();
  for (let i = 0; i < length; i += 4) {
    h = fold(h, (m8[at + i] | (m8[at + i + 1] << 8) | (m8[at + i + 2] << 16) | (m8[at + i + 3] << 24)) >>> 0);
  }
  return h;
}

function sameOctets(a: Uint8Array, atA: number, b: Uint8Array, atB: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[atA + i] !== b[atB + i]) return false;
  return true;
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
