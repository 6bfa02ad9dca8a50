/** The steps that scenarios are put together from. */
import { IMEI, IMSI, type Kind, MSC, MSISDN, SGSN, type Step, VLR } from '../dialogue.ts';
import { accepted, type Request, repeated } from '../gtp-scripts.ts';
import { KINDS } from '../map-kinds.ts';
import * as messages from '../map-messages.ts';
import * as mobility from '../map-mobility.ts';
import * as s from '../map-scripts.ts';
import * as security from '../map-security.ts';
import type { Stage } from '../stage.ts';

export const K = KINDS;
const WHO = IMSI | VLR | MSC;

export const ul1 = s.begin(K.ul1, mobility.updateLocation1, WHO);
export const ul2 = s.begin(K.ul2, mobility.updateLocation1, WHO);
export const ul3 = s.begin(K.ul3, mobility.updateLocation3, WHO);
export const ul3Imei = s.begin(K.ul3, mobility.updateLocation3WithImei, WHO | IMEI);
export const gprs = s.begin(K.ulGprs, mobility.updateGprsLocation, IMSI | SGSN);
export const gprsLong = s.begin(K.ulGprs, mobility.updateGprsLocationLong, IMSI | SGSN | IMEI);
export const sai1 = s.begin(K.sai1, security.sendParameters, IMSI);
export const sai2 = s.begin(K.sai2, security.sendAuthenticationInfo2, IMSI);
export const cl3 = s.begin(K.cl3, mobility.cancelLocation3, IMSI);
export const ussd = s.begin(K.ussd, messages.ussd, IMSI);
export const mt = s.begin(K.mt3, messages.mtForwardSm, IMSI);
export const sriSm = s.begin(K.sriSm3, messages.sendRoutingInfoForSm, MSISDN);

export const saiOf = (body: (typeof security.requestVectors)[keyof typeof security.requestVectors]): Step =>
  s.begin(K.sai3, body, IMSI);
export const sai3 = saiOf(security.requestVectors.plain);

export const done1 = s.result(K.ul1, mobility.updateLocationResult1);
export const done2 = (first = true): Step => s.result(K.ul2, mobility.updateLocationResult, first);
export const done3 = (first = true): Step => s.result(K.ul3, mobility.updateLocationResult, first);
export const doneGprs = (first = true): Step => s.result(K.ulGprs, mobility.updateLocationResult, first);
export const vectors2 = s.result(K.sai2, security.triplets2[1]!);
export const vectors3 = (n: number): Step => s.result(K.sai3, security.quintuplets3[n]!);
export const cancelled = s.result(K.cl3, null);

/** An updateLocation with one insertSubscriberData: request, invoke, its result, result. */
export const ulWithInsert: readonly Step[] = [ul3, ...s.inserts(K.ul3, [1]), done3(false)];
/** An authentication in version 2: request, result. */
export const sai: readonly Step[] = [sai2, vectors2];

/** The step so many milliseconds behind the one before. */
export function soon(step: Step, ms: number): Step {
  return { ...step, least: ms * 1000, mean: 0 };
}

/** A request of GTP and its acceptance. */
export function well(request: Request, times = 0): Step[] {
  return [...repeated(request, times), accepted(request)];
}

/** One dialogue a second, each of another subscriber. */
export function inTurn(
  stage: Stage,
  rows: readonly (readonly [Kind, readonly Step[]])[],
  from: 'vlr' | 'sgsn' | 'home' = 'vlr',
): void {
  for (const [i, [kind, steps]] of rows.entries()) stage[from](1 + i, i, kind, steps);
}

/** Subscriber `i` is with the same VLR and SGSN as `other`. */
export function beside(stage: Stage, i: number, other: number): void {
  const { people } = stage.cast;
  people.visited[i] = people.visited[other]!;
  people.vlr[i] = people.vlr[other]!;
  people.sgsn[i] = people.sgsn[other]!;
}
