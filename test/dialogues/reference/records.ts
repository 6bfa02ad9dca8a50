/** What the reference holds of a dialogue and of a tunnel, and both as they begin: plain objects, one field a fact. */
import type { Row } from '../rows.ts';

interface Invoke {
  side: 0 | 1;
  id: number;
  operation: number;
  class: number;
  early: boolean;
}

interface Side {
  tid: string;
  address: string;
  other: string;
  pc: number;
  /** When it became known: the newest entry is looked at first. */
  stamp: number;
}

export interface Tunnel {
  number: number;
  open: boolean;
  nsapi: number;
  ggsn: string;
  sgsn: string;
  teidGgsn: number | null;
  teidSgsn: number | null;
  ggsnEpoch: number;
  sgsnEpoch: number;
  ggsnStamp: number;
  sgsnStamp: number;
  imsi: string;
  msisdn: string;
  imei: string;
  apn: string;
  endUser: string | null;
}

export interface Dialogue {
  row: Row;
  phase: 'waiting' | 'orphan' | 'open' | 'ended' | 'closed';
  deadline: number;
  gtp: boolean;
  sides: [Side, Side];
  seen: { hash: number; path: string; at: number }[];
  invokes: Invoke[];
  opening: { id: number; class: number } | null;
  answered: boolean;
  failed: boolean;
  final: boolean;
  invalid: boolean;
  ended: boolean;
  /** Sides whose End or Abort has been seen, and who ended it as responder. */
  endedBy: Set<0 | 1>;
  answerer: string;
  bare: boolean;
  linkedTo: Dialogue | null;
  /** Messages that wait for their request, where there are several taps. */
  kept: { frame: number; again: () => void }[];
  earlyAt: number;
  earlyFile: number;
  answeredAt: number;
  answeredFile: number;
  // GTP
  port: number;
  hash: number;
  awaits: number;
  acknowledged: boolean;
  toSgsn: boolean;
  teardown: boolean;
  tunnel: Tunnel | null;
  movesSgsn: boolean;
  movesGgsn: boolean;
  askersTeid: number;
}

export function blankDialogue(row: Row): Dialogue {
  const side = (): Side => ({ tid: '', address: '', other: '', pc: 0, stamp: 0 });
  return {
    row,
    phase: 'open',
    deadline: Number.POSITIVE_INFINITY,
    gtp: false,
    sides: [side(), side()],
    seen: [],
    invokes: [],
    opening: null,
    answered: false,
    failed: false,
    final: false,
    invalid: false,
    ended: false,
    endedBy: new Set(),
    answerer: '',
    bare: false,
    linkedTo: null,
    kept: [],
    earlyAt: 0,
    earlyFile: 0,
    answeredAt: 0,
    answeredFile: 0,
    port: 0,
    hash: 0,
    awaits: 0,
    acknowledged: false,
    toSgsn: false,
    teardown: false,
    tunnel: null,
    movesSgsn: false,
    movesGgsn: false,
    askersTeid: 0,
  };
}

export function blank(): Row {
  return {
    id: '',
    linked: null,
    protocol: '',
    type: '',
    operation: null,
    version: 0,
    outcome: 'success',
    reason: '',
    cause: null,
    start: 0,
    end: 0,
    responseTime: null,
    messages: 0,
    isd: 0,
    retransmissions: 0,
    copies: 0,
    edge: '',
    loss: false,
    imsi: '',
    msisdn: '',
    imei: '',
    visitedNode: '',
    visitedPlmn: '',
    vlrNumber: '',
    mscNumber: '',
    sgsnNumber: '',
    legs: 1,
    transitTime: null,
    match: '',
    callingGt: '',
    callingSsn: null,
    calledGt: '',
    calledSsn: null,
    opc: null,
    dpc: null,
    context: '',
    otid: '',
    dtid: '',
    src: '',
    dst: '',
    sequence: null,
    tunnel: null,
    apn: '',
    nsapi: null,
    ggsnAddress: '',
    sgsnAddress: '',
    teidGgsn: null,
    teidSgsn: null,
    endUser: '',
    rat: null,
    rai: '',
    location: '',
    file: 0,
    firstFrame: 0,
    lastFrame: 0,
  };
}
