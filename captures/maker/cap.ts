/** CAP (TS 29.078): a call that a service control function watches or refuses. */
import type { Back } from './back.ts';
import {
  type Dialogue,
  DTID,
  IMSI,
  type Kind,
  OPENER,
  REQUEST,
  RESPONDER,
  RESPONSE,
  type Step,
  SUCCESS,
  step,
} from './dialogue.ts';
import { component } from './map-scripts.ts';
import type { Node } from './nodes.ts';
import { title } from './sccp.ts';
import { BEGIN, CONTINUE, END, INVOKE } from './tcap.ts';

const MS = 1000;

/** cap-v2-gsmSSF-to-gsmSCF: 0.4.0.0.1.0.50.1, whose last arc is no version of MAP. */
export const CAP_CALL: Kind = {
  protocol: 'map',
  label: 'CAP',
  type: 'OTHER',
  operation: 'initialDP',
  operationCode: 0,
  version: 1,
  context: 50,
  contextName: '0.4.0.0.1.0.50.1',
  timeout: 1200e6,
  visitedNode: '',
  references: false,
};

/** Subsystem number of CAP. TS 23.003 §8.2. */
const SSN = 146;

/** A node as it speaks CAP. */
export function forCap(node: Node): Node {
  return Object.assign(Object.create(node) as Node, { ssn: SSN, address: title(node.number, SSN) });
}

const INITIAL_DP = 0;
const RELEASE_CALL = 22;
const REQUEST_REPORT = 23;
const EVENT_REPORT = 24;
const CONTINUE_CALL = 31;
/** Point in the call at which the called party answers. */
const ANSWER = 7;

/** serviceKey [0], iMSI [50] */
function initialDp(w: Back, d: Dialogue): void {
  const end = w.p;
  const digits = w.p;
  w.bcd(d.imsi);
  w.wrap(50, digits);
  w.u8(0x9f); // a tag of two octets
  w.one(0x80, 7);
  w.wrap(0x30, end);
}

/** bcsmEvents [0]: eventTypeBCSM [0], monitorMode [1] notifyAndContinue */
function requestReport(w: Back): void {
  const end = w.p;
  w.one(0x81, 1);
  w.one(0x80, ANSWER);
  w.wrap(0x30, end);
  w.wrap(0xa0, end);
  w.wrap(0x30, end);
}

function eventReport(w: Back): void {
  const end = w.p;
  w.one(0x80, ANSWER);
  w.wrap(0x30, end);
}

/** Cause of Q.850: normal call clearing. */
function releaseCall(w: Back): void {
  const end = w.p;
  w.u8(0x9f);
  w.u8(0x80);
  w.wrap(0x04, end);
}

const first = step({
  side: OPENER,
  type: BEGIN,
  portion: REQUEST,
  components: [component(INVOKE, 1, INITIAL_DP, 0, initialDp)],
  learns: IMSI,
});
const fromControl = { side: RESPONDER, least: 30 * MS } as const;

/** Watched: the control function asks to be told of the answer, is told, and ends it. */
export const WATCHED: readonly Step[] = [
  first,
  step({
    ...fromControl,
    type: CONTINUE,
    portion: RESPONSE,
    answers: true,
    learns: DTID,
    components: [component(INVOKE, 1, REQUEST_REPORT, 0, requestReport), component(INVOKE, 2, CONTINUE_CALL, 0, null)],
  }),
  step({
    side: OPENER,
    type: CONTINUE,
    least: 4000 * MS,
    components: [component(INVOKE, 2, EVENT_REPORT, 0, eventReport)],
  }),
  step({ ...fromControl, type: END, outcome: SUCCESS }),
];

/** Refused: the call is released at once. */
export const RELEASED: readonly Step[] = [
  first,
  step({
    ...fromControl,
    type: END,
    portion: RESPONSE,
    answers: true,
    outcome: SUCCESS,
    components: [component(INVOKE, 1, RELEASE_CALL, 0, releaseCall)],
  }),
];
