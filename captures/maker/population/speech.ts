/** What the events of a population say on the wire: the kind of dialogue, and the script that ends as the event does. */
import { IMEI, IMSI, type Kind, MSC, Script, SGSN as SGSN_NUMBER, type Step, VLR as VLR_NUMBER } from '../dialogue.ts';
import { accepted, denied, GTP_KINDS, type Request, repeated } from '../gtp-scripts.ts';
import { KINDS } from '../map-kinds.ts';
import * as messages from '../map-messages.ts';
import * as mobility from '../map-mobility.ts';
import {
  begin,
  inserts,
  providerAbort,
  refused,
  result,
  roamingNotAllowed,
  unknownSubscriber,
} from '../map-scripts.ts';
import * as security from '../map-security.ts';
import { ABORT, type Events, NONE, SGSN, SILENCE } from './events.ts';
import { TYPE } from './tables.ts';

export interface Speech {
  readonly kind: Kind;
  readonly script: Script;
  /** The home network asks a node of the visited one. */
  readonly fromHome: boolean;
}

/** Q.773 §3.1.5. */
const RESOURCE_LIMITATION = 4;
/** Repetitions of a request that nobody answers (N3-REQUESTS). */
const N3 = 3;
/** Operations of the dialogues without a name of their own. */
const OTHERS = 2;
const REQUESTS: readonly Request[] = ['create', 'update', 'delete'];

const known = new Map<number, Speech>();

/** Event `e` as a dialogue; the same one for events that go alike. */
export function speechOf(events: Events, e: number): Speech {
  const type = events.type[e] as number;
  const node = events.node[e] as number;
  const reason = events.reason[e] as number;
  const code = events.code[e] as number;
  const rounds = events.inserts[e] as number;
  const other = type === TYPE.OTHER ? (events.device[e] as number) % OTHERS : 0;
  const key = ((((type * 2 + node) * 8 + reason) * 256 + code) * 8 + rounds) * OTHERS + other;
  let speech = known.get(key);
  if (speech === undefined) {
    speech =
      type >= TYPE.PDP_CREATE ? gtpSpeech(type, reason, code) : mapSpeech(type, node, reason, code, rounds, other);
    known.set(key, speech);
  }
  return speech;
}

function gtpSpeech(type: number, reason: number, code: number): Speech {
  const request = REQUESTS[type - TYPE.PDP_CREATE] as Request;
  const steps = reason === SILENCE ? repeated(request, N3) : repeated(request, 0);
  if (reason === NONE) steps.push(accepted(request));
  else if (reason !== SILENCE) steps.push(denied(request, code));
  const kind = GTP_KINDS[request];
  return { kind, script: new Script(steps), fromHome: false };
}

function mapSpeech(type: number, node: number, reason: number, code: number, rounds: number, other: number): Speech {
  const { kind, first, done, fromHome } = course(type, node, other);
  const steps: Step[] = [first];
  if (reason === ABORT) steps.push(providerAbort(RESOURCE_LIMITATION));
  else if (reason === NONE) {
    const rows = new Array<number>(rounds).fill(1);
    steps.push(...inserts(kind, rows, type === TYPE.UL_GPRS), done(rounds === 0));
  } else if (reason !== SILENCE) {
    if (code === 8) steps.push(roamingNotAllowed(kind, 0));
    else if (code === 1 && type !== TYPE.SAI) steps.push(unknownSubscriber(kind, 0));
    else steps.push(refused(kind, code));
  }
  return { kind, script: new Script(steps), fromHome };
}

interface Course {
  readonly kind: Kind;
  readonly first: Step;
  readonly done: (first: boolean) => Step;
  readonly fromHome: boolean;
}

function course(type: number, node: number, other: number): Course {
  const K = KINDS;
  switch (type) {
    case TYPE.SAI: {
      const kind = node === SGSN ? K.saiSgsn : K.sai3;
      const ask = node === SGSN ? security.requestVectors.sgsn : security.requestVectors.vlr;
      const done = (): Step => result(kind, security.quintuplets3[1] ?? null);
      return { kind, first: begin(kind, ask, IMSI), done, fromHome: false };
    }
    case TYPE.UL: {
      const first = begin(K.ul3, mobility.updateLocation3WithImei, IMSI | VLR_NUMBER | MSC | IMEI);
      return { kind: K.ul3, first, done: f => result(K.ul3, mobility.updateLocationResult, f), fromHome: false };
    }
    case TYPE.UL_GPRS: {
      const first = begin(K.ulGprs, mobility.updateGprsLocationLong, IMSI | SGSN_NUMBER | IMEI);
      return { kind: K.ulGprs, first, done: f => result(K.ulGprs, mobility.updateLocationResult, f), fromHome: false };
    }
    case TYPE.CL: {
      const kind = node === SGSN ? K.clSgsn : K.cl3;
      const first = begin(kind, mobility.cancelLocation3, IMSI);
      return { kind, first, done: () => result(kind, null), fromHome: true };
    }
    default: {
      if (other === 0) {
        const first = begin(K.purge3, mobility.purgeMsVlr, IMSI | VLR_NUMBER);
        return { kind: K.purge3, first, done: () => result(K.purge3, mobility.purgeMsResult), fromHome: false };
      }
      const first = begin(K.ready, messages.readyForSm, IMSI);
      return { kind: K.ready, first, done: () => result(K.ready, null), fromHome: false };
    }
  }
}
