/** The mix of scripts that a hub's traffic is drawn from: each operation's ways to go, with their shares. */
import { IMEI, IMSI, type Kind, MSC, MSISDN, NODE_TYPE, Script, SGSN, type Step, VLR } from './dialogue.ts';
import { accepted, denied, type Request, repeated } from './gtp-scripts.ts';
import { KINDS } from './map-kinds.ts';
import * as messages from './map-messages.ts';
import * as mobility from './map-mobility.ts';
import {
  begin,
  contextRefused,
  inserts,
  late,
  mapProviderAbort,
  providerAbort,
  refused,
  rejected,
  result,
  roamingNotAllowed,
  undeliverable,
  unknownSubscriber,
  userAbort,
} from './map-scripts.ts';
import * as security from './map-security.ts';
import { Shares } from './random.ts';

type Row = readonly [share: number, value: readonly Step[]];

/** Shares of what goes wrong, in tenths of a percent, by kind of trouble; a factor over the whole for the operator. */
export interface Troubles {
  readonly reject: number;
  readonly abort: number;
  readonly rejectComponent: number;
  readonly unanswered: number;
  readonly late: number;
  readonly returned: number;
  readonly retransmitted: number;
  /** Seconds behind the time-out at which a late answer comes at least. */
  readonly lateBy: number;
}

export const USUAL: Troubles = {
  reject: 60,
  abort: 14,
  rejectComponent: 5,
  unanswered: 18,
  late: 3,
  returned: 6,
  retransmitted: 12,
  lateBy: 1,
};

const SECOND = 1e6;

/** What can go wrong with any request of MAP. */
function troubled(kind: Kind, first: Step, t: Troubles, errors: readonly Step[], done: Step): Row[] {
  const lateBy = kind.timeout + t.lateBy * SECOND;
  const rows: Row[] = [
    [t.unanswered, [first]],
    [t.late, [first, late(done, lateBy, 10 * SECOND)]],
    [t.returned / 3, [first, undeliverable(1)]],
    [t.returned / 3, [first, undeliverable(4)]],
    [t.returned / 3, [first, undeliverable(5)]],
    [t.rejectComponent / 2, [first, rejected(kind, 0x8102)]], // invoke problem: mistyped parameter
    [t.rejectComponent / 2, [first, rejected(kind, 0x8103)]], // resource limitation
    [t.abort / 4, [first, providerAbort(1)]],
    [t.abort / 8, [first, providerAbort(4)]],
    ...errors.map((e): Row => [t.reject / errors.length, [first, e]]),
  ];
  if (kind.context > 0) {
    rows.push(
      [t.abort / 4, [first, userAbort(1)]],
      [t.abort / 8, [first, userAbort(0)]],
      [t.abort / 8, [first, mapProviderAbort(0)]],
      [t.abort / 8, [first, contextRefused(1)]],
    );
    if (kind.version === 3) rows.push([t.abort / 2, [first, contextRefused(2)]]);
  }
  return rows;
}

function shares(rows: readonly Row[]): Shares<Script> {
  return new Shares(rows.map(([share, steps]) => [share, new Script(steps)] as const));
}

function whole(rows: readonly Row[]): number {
  return 1000 - rows.reduce((sum, [share]) => sum + share, 0);
}

function simple(
  kind: Kind,
  first: Step,
  done: Step,
  t: Troubles,
  errors: readonly number[],
  more: readonly Row[] = [],
): Shares<Script> {
  const bad = troubled(
    kind,
    first,
    t,
    errors.map(code => refused(kind, code)),
    done,
  );
  return shares([...bad, ...more, [whole([...bad, ...more]), [first, done]]]);
}

/** Rounds of insertSubscriberData by their share of successful updates of location. */
const ROUNDS: readonly (readonly [number, readonly number[]])[] = [
  [10, []],
  [34, [1]],
  [18, [1, 1]],
  [9, [2]],
  [9, [1, 1, 1]],
  [6, [2, 1]],
  [5, [1, 1, 1, 1]],
  [4, [2, 2]],
  [3, [3, 1, 1]],
  [2, [2, 2, 2]],
];

function locationUpdate(
  kind: Kind,
  first: Step,
  done: (first: boolean) => Step,
  t: Troubles,
  gprs: boolean,
): Shares<Script> {
  const errors = [
    unknownSubscriber(kind, gprs ? 1 : 0),
    roamingNotAllowed(kind, 0),
    roamingNotAllowed(kind, 3),
    refused(kind, 34),
    refused(kind, 36),
    refused(kind, 35),
    refused(kind, 1),
  ];
  const bad = troubled(kind, first, t, errors, done(true));
  const one = inserts(kind, [1], gprs);
  bad.push(
    // The home network gives up halfway, the visited one aborts halfway, and an insert that stays unanswered.
    [t.abort / 6, [first, ...one, providerAbort(4)]],
    [t.reject / 12, [first, ...one, refused(kind, 34, null, -1, false)]],
    [t.unanswered / 6, [first, ...one.slice(0, 1)]],
    [t.unanswered / 6, [first, ...one]],
  );
  if (kind.context > 0) bad.push([t.abort / 6, [first, ...one.slice(0, 1), userAbort(0, 0)]]);
  const rest = whole(bad);
  const good = ROUNDS.map(
    ([share, groups]): Row => [
      (rest * share) / 100,
      [first, ...inserts(kind, groups, gprs), done(groups.length === 0)],
    ],
  );
  return shares([...bad, ...good]);
}

function gtp(request: Request, t: Troubles, causes: readonly number[]): Shares<Script> {
  const [first] = repeated(request, 0) as [Step];
  const done = accepted(request);
  const bad: Row[] = [
    [t.unanswered, repeated(request, 3)],
    [t.unanswered / 3, repeated(request, 2)],
    [t.retransmitted, [...repeated(request, 1), done]],
    [t.retransmitted / 3, [...repeated(request, 2), done]],
    [t.late, [...repeated(request, 1), late(done, (30 + t.lateBy) * SECOND, 10 * SECOND)]],
    ...causes.map((cause): Row => [(t.reject * 1.5) / causes.length, [first, denied(request, cause)]]),
  ];
  return shares([...bad, [whole(bad), [first, done]]]);
}

export function hubScripts(t: Troubles) {
  const K = KINDS;
  const who = IMSI | VLR | MSC;
  const sai = (kind: Kind, ask: Step, done: Step): Shares<Script> => simple(kind, ask, done, t, [1, 34, 36, 35]);
  const asked = (kind: Kind, body: (typeof security.requestVectors)[keyof typeof security.requestVectors]): Step =>
    begin(
      kind,
      body,
      body === security.requestVectors.vlr || body === security.requestVectors.sgsn ? IMSI | NODE_TYPE : IMSI,
    );
  return {
    sai1: sai(K.sai1, begin(K.sai1, security.sendParameters, IMSI), result(K.sai1, security.triplets2[1]!)),
    sai2: sai(K.sai2, begin(K.sai2, security.sendAuthenticationInfo2, IMSI), result(K.sai2, security.triplets2[3]!)),
    sai2Five: sai(
      K.sai2,
      begin(K.sai2, security.sendAuthenticationInfo2, IMSI),
      result(K.sai2, security.triplets2[5]!),
    ),
    sai3: sai(K.sai3, asked(K.sai3, security.requestVectors.plain), result(K.sai3, security.triplets3[3]!)),
    sai3Two: sai(K.sai3, asked(K.sai3, security.requestVectors.two), result(K.sai3, security.quintuplets3[1]!)),
    sai3Vlr: sai(K.sai3, asked(K.sai3, security.requestVectors.vlr), result(K.sai3, security.quintuplets3[3]!)),
    saiSgsn: sai(
      K.saiSgsn,
      asked(K.saiSgsn, security.requestVectors.sgsn),
      result(K.saiSgsn, security.quintuplets3[5]!),
    ),
    saiSgsnPlain: sai(
      K.saiSgsn,
      asked(K.saiSgsn, security.requestVectors.two),
      result(K.saiSgsn, security.quintuplets3[2]!),
    ),
    ul1: locationUpdate(
      K.ul1,
      begin(K.ul1, mobility.updateLocation1, who),
      () => result(K.ul1, mobility.updateLocationResult1),
      t,
      false,
    ),
    ul2: locationUpdate(
      K.ul2,
      begin(K.ul2, mobility.updateLocation1, who),
      f => result(K.ul2, mobility.updateLocationResult, f),
      t,
      false,
    ),
    ul3: locationUpdate(
      K.ul3,
      begin(K.ul3, mobility.updateLocation3, who),
      f => result(K.ul3, mobility.updateLocationResult, f),
      t,
      false,
    ),
    ul3Imei: locationUpdate(
      K.ul3,
      begin(K.ul3, mobility.updateLocation3WithImei, who | IMEI),
      f => result(K.ul3, mobility.updateLocationResult, f),
      t,
      false,
    ),
    ulGprs: locationUpdate(
      K.ulGprs,
      begin(K.ulGprs, mobility.updateGprsLocation, IMSI | SGSN),
      f => result(K.ulGprs, mobility.updateLocationResult, f),
      t,
      true,
    ),
    ulGprsLong: locationUpdate(
      K.ulGprs,
      begin(K.ulGprs, mobility.updateGprsLocationLong, IMSI | SGSN | IMEI),
      f => result(K.ulGprs, mobility.updateLocationResult, f),
      t,
      true,
    ),
    cl1: simple(K.cl1, begin(K.cl1, mobility.cancelLocation1, IMSI), result(K.cl1, null), t, [36, 35]),
    cl2: simple(K.cl2, begin(K.cl2, mobility.cancelLocation2, IMSI), result(K.cl2, null), t, [36, 35]),
    cl3: simple(K.cl3, begin(K.cl3, mobility.cancelLocation3, IMSI), result(K.cl3, null), t, [36, 35]),
    clSgsn: simple(K.clSgsn, begin(K.clSgsn, mobility.cancelLocation3, IMSI), result(K.clSgsn, null), t, [36, 35]),
    purge2: simple(K.purge2, begin(K.purge2, mobility.purgeMs2, IMSI | VLR), result(K.purge2, null), t, [1, 35]),
    purge3: simple(
      K.purge3,
      begin(K.purge3, mobility.purgeMsVlr, IMSI | VLR),
      result(K.purge3, mobility.purgeMsResult),
      t,
      [1, 36],
    ),
    purgeSgsn: simple(
      K.purge3,
      begin(K.purge3, mobility.purgeMsSgsn, IMSI | SGSN),
      result(K.purge3, mobility.purgeMsResult),
      t,
      [1, 36],
    ),
    restore: locationUpdate(
      K.restore,
      begin(K.restore, mobility.restoreData, IMSI),
      f => result(K.restore, mobility.updateLocationResult, f),
      t,
      false,
    ),
    sriSm2: simple(
      K.sriSm2,
      begin(K.sriSm2, messages.sendRoutingInfoForSm, MSISDN),
      result(K.sriSm2, messages.sendRoutingInfoForSmResult, true, IMSI | MSC),
      t,
      [1, 27, 13],
    ),
    sriSm3: simple(
      K.sriSm3,
      begin(K.sriSm3, messages.sendRoutingInfoForSm, MSISDN),
      result(K.sriSm3, messages.sendRoutingInfoForSmResult, true, IMSI | MSC),
      t,
      [1, 6, 21],
    ),
    mt3: simple(K.mt3, begin(K.mt3, messages.mtForwardSm, IMSI), result(K.mt3, null), t, [6, 31, 5]),
    mo3: simple(K.mo3, begin(K.mo3, messages.moForwardSm, IMSI | MSISDN), result(K.mo3, null), t, [21, 34]),
    ready: simple(K.ready, begin(K.ready, messages.readyForSm, IMSI), result(K.ready, null), t, [1, 21]),
    psi: simple(
      K.psi,
      begin(K.psi, mobility.provideSubscriberInfo, IMSI),
      result(K.psi, mobility.provideSubscriberInfoResult),
      t,
      [35, 36],
    ),
    ussd: simple(K.ussd, begin(K.ussd, messages.ussd, IMSI), result(K.ussd, messages.ussd), t, [34, 36]),
    create: gtp('create', t, [199, 204, 209, 219, 220, 222, 222, 229, 229, 200]),
    update: gtp('update', { ...t, reject: t.reject / 3 }, [210, 204]),
    updateByGgsn: gtp('updateByGgsn', { ...t, reject: t.reject / 3 }, [210, 204]),
    delete: gtp('delete', { ...t, reject: t.reject / 3 }, [192, 192, 204]),
    deleteByGgsn: gtp('deleteByGgsn', { ...t, reject: t.reject / 3 }, [192]),
    secondary: gtp('secondary', { ...t, reject: t.reject / 3 }, [199, 204]),
    echo: gtp('echo', { ...t, reject: 0 }, []),
  } as const;
}

export type HubScripts = ReturnType<typeof hubScripts>;
