/** What the record of a GTP dialogue takes from its messages (specification §4 and §6). */
import {
  REQUEST_OF,
  SUPPORTED_EXTENSION_HEADERS_NOTIFICATION,
  VERSION_NOT_SUPPORTED,
} from '../../decoders/gtp-messages.ts';
import { FLAG_SNAPPED, HAS_CAUSE, HAS_SEQUENCE, message } from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import type { Closing } from './closing.ts';
import { type Contexts, CREATE_REQUEST, DELETE_REQUEST, isAccepted, UPDATE_REQUEST } from './contexts.ts';
import { current } from './current.ts';
import { fillIdentity, openRecord } from './identity.ts';
import { open, slab } from './open.ts';
import {
  CAUSES,
  DIALOGUE_HAS_OPERATION,
  DIALOGUE_HAS_SEQUENCE,
  dialogue,
  NODES,
  OUTCOMES,
  REASONS,
  TYPES,
} from './record.ts';

const { u8: m8, u16: m16, u32: m32, f64: m64 } = current;
const { u8, u16, u32, f64 } = slab;
const M = message.at;
const D = dialogue.at;
const O = open.at;
const STRIDE = open.stride;

const { gtp: GTP } = PROTOCOL;
const PDP_CREATE = TYPES.indexOf('PDP_CREATE');
const PDP_UPDATE = TYPES.indexOf('PDP_UPDATE');
const PDP_DELETE = TYPES.indexOf('PDP_DELETE');
const OTHER = TYPES.indexOf('OTHER');
const SGSN = NODES.indexOf('SGSN');
const ERROR = OUTCOMES.indexOf('error');
const GTP_CAUSE = REASONS.indexOf('gtp-cause');
const CAUSE_GTP = CAUSES.indexOf('gtp');
const CAUSE_VERSION_NOT_SUPPORTED = 198;
const CAUSE_UNKNOWN_EXTENSION_HEADER = 214;

export class GtpRecords {
  private readonly closing: Closing;
  private readonly contexts: Contexts;

  constructor(closing: Closing, contexts: Contexts) {
    this.closing = closing;
    this.contexts = contexts;
  }

  /** From a request, or from a message that asks nothing. */
  fromRequest(slot: number, type: number): void {
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    openRecord(slot);
    u8[at8 + D.protocol] = GTP;
    u8[at8 + D.type] = typeOf(type);
    u16[at8 / 2 + D.operationCode] = type;
    u16[at8 / 2 + D.sequenceNumber] = m16[M.sequenceNumber];
    u32[at4 + D.present] |= DIALOGUE_HAS_OPERATION | (m32[M.present] & HAS_SEQUENCE ? DIALOGUE_HAS_SEQUENCE : 0);
    u32[at4 + O.requestHash] = m32[M.octetsHash];
    u32[at4 + O.requestPort] = m16[M.srcPort];
    u8[at8 + O.teardown] = m8[M.teardown];
    this.contexts.fillContext(slot);
    fillIdentity(slot);
    if (u8[at8 + D.type] === OTHER) return;
    u8[at8 + D.visitedNode] = SGSN;
    if (type === CREATE_REQUEST) this.contexts.fillCreate(slot);
    else this.contexts.fillFromTunnel(slot, type);
  }

  /** From a response of the type, whose request is not known yet: the requester is who it goes to. */
  fromResponse(slot: number, type: number): void {
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    openRecord(slot);
    for (let i = 0; i < 16; i++) {
      u8[at8 + D.src + i] = m8[M.dst + i];
      u8[at8 + D.dst + i] = m8[M.src + i];
    }
    u8[at8 + O.awaits] = type;
    u8[at8 + D.protocol] = GTP;
    u8[at8 + D.type] = OTHER;
    u16[at8 / 2 + D.operationCode] = REQUEST_OF[type];
    u16[at8 / 2 + D.sequenceNumber] = m16[M.sequenceNumber];
    u32[at4 + D.present] |= DIALOGUE_HAS_OPERATION | (m32[M.present] & HAS_SEQUENCE ? DIALOGUE_HAS_SEQUENCE : 0);
    u32[at4 + O.requestPort] = m16[M.dstPort];
    u32[at4 + O.requestHash] = m32[M.teid];
    u32[at4 + D.messages] = 1;
    fillIdentity(slot);
    this.contexts.fillContext(slot);
    const cause = this.judge(slot, type);
    if (isAccepted(cause) && REQUEST_OF[type] === CREATE_REQUEST) this.contexts.fillGranted(slot);
  }

  /** One more message of the dialogue. */
  count(slot: number): void {
    const at8 = slot * STRIDE;
    u32[at8 / 4 + D.messages]++;
    if (m64[M.time] > f64[at8 / 8 + D.end]) f64[at8 / 8 + D.end] = m64[M.time];
    u32[at8 / 4 + D.lastFrame] = m32[M.frame];
    if (m32[M.flags] & FLAG_SNAPPED || m8[M.fault] !== 0) u8[at8 + D.loss] = 1;
  }

  /** Outcome and cause from the response; gives the cause, 0 where there is none. */
  judge(slot: number, type: number): number {
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
    if (isAccepted(cause) || this.closing.fail(slot, ERROR, GTP_CAUSE, cause, true)) {
      this.closing.cause(slot, CAUSE_GTP, cause);
    }
    return cause;
  }
}

function typeOf(type: number): number {
  if (type === CREATE_REQUEST) return PDP_CREATE;
  if (type === UPDATE_REQUEST) return PDP_UPDATE;
  return type === DELETE_REQUEST ? PDP_DELETE : OTHER;
}
