/** The operations: how each goes, in its versions. */

import { CAP_CALL, forCap, RELEASED, WATCHED } from '../cap.ts';
import { IMEI, IMSI, MSC, MSISDN, type Step, VLR } from '../dialogue.ts';
import * as messages from '../map-messages.ts';
import * as mobility from '../map-mobility.ts';
import * as s from '../map-scripts.ts';
import * as security from '../map-security.ts';
import * as subscriber from '../map-subscriber.ts';
import { title } from '../sccp.ts';
import type { Stage } from '../stage.ts';
import type { Scenario } from './scenario.ts';
import {
  cancelled,
  cl3,
  done1,
  done2,
  done3,
  doneGprs,
  gprs,
  gprsLong,
  inTurn,
  K,
  mt,
  sai,
  sai1,
  sai2,
  saiOf,
  sriSm,
  ul1,
  ul2,
  ul3,
  ul3Imei,
  ussd,
  vectors3,
} from './steps.ts';

const r = security.requestVectors;

/** The service centre asks where the subscriber is, and delivers there. */
function message(stage: Stage, at: number, i: number, asked: readonly Step[], delivered: readonly Step[]): void {
  const { cast } = stage;
  const centre = cast.homeNode(i, 'serviceCentres');
  const d = cast.dialogue(K.sriSm3, s.script(asked), centre, cast.homeNode(i, 'hlrs'), i);
  d.called = title(d.msisdn, 6);
  d.msc = cast.vlr(i).number;
  stage.at(at, d);
  if (delivered.length > 0) stage.at(at + 2, cast.dialogue(K.mt3, s.script(delivered), centre, cast.vlr(i), i));
}

const routing = s.result(K.sriSm3, messages.sendRoutingInfoForSmResult, true, IMSI | MSC);

export const OPERATIONS: readonly Scenario[] = [
  {
    name: 'ul-success',
    seed: 1000,
    about: `updateLocation that goes well, in versions 1, 2 and 3, with none to six insertSubscriberData: one after the other,
two and three in one Continue (their results come in the same order), and the argument with an IMEI(SV).`,
    tshark: {
      command: "tshark -r capture.pcap -q -z gsm_map,operation | grep -E 'updateLocation |insertSubscriberData'",
      says: `updateLocation: 7 invokes, 7 results. insertSubscriberData: 16 invokes, 0 results: the results of insertSubscriberData carry no
operation code, and it does not look for the invoke that they answer. Here every one is told (n_isd 16 in all, each dialogue a
success, which it would not be with one result missing).`,
    },
    play: stage =>
      inTurn(stage, [
        [K.ul1, [ul1, ...s.inserts(K.ul1, [1]), done1]],
        [K.ul2, [ul2, ...s.inserts(K.ul2, [1, 1]), done2(false)]],
        [K.ul3, [ul3, done3()]],
        [K.ul3, [ul3, ...s.inserts(K.ul3, [1]), done3(false)]],
        [K.ul3, [ul3, ...s.inserts(K.ul3, [2]), done3(false)]],
        [K.ul3, [ul3, ...s.inserts(K.ul3, [3, 2, 1]), done3(false)]],
        [K.ul3, [ul3Imei, ...s.inserts(K.ul3, [1, 1, 1, 1]), done3(false)]],
      ]),
  },
  {
    name: 'ul-reject',
    seed: 1001,
    about: `updateLocation that the home network refuses: each ReturnError with and without its parameter, the roaming cause bare
as version 2 has it, and a refusal after data of the subscriber had already been sent. (tshark calls the bare
ENUMERATED of version 2 a BER error: its table knows the SEQUENCE of version 3 alone. GSM 09.02 §17.6.)`,
    play: stage =>
      inTurn(stage, [
        [K.ul3, [ul3, s.unknownSubscriber(K.ul3, 0)]],
        [K.ul3, [ul3, s.unknownSubscriber(K.ul3, 1)]],
        [K.ul2, [ul2, s.refused(K.ul2, 1)]],
        [K.ul3, [ul3, s.roamingNotAllowed(K.ul3, 0)]],
        [K.ul3, [ul3, s.roamingNotAllowed(K.ul3, 3)]],
        [K.ul2, [ul2, s.roamingNotAllowed(K.ul2, 0)]],
        [K.ul3, [ul3, s.refused(K.ul3, 34)]],
        [K.ul3, [ul3, s.refused(K.ul3, 36)]],
        [K.ul3, [ul3, s.refused(K.ul3, 35)]],
        [K.ul3, [ul3, s.refused(K.ul3, 21)]],
        [K.ul3, [ul3, ...s.inserts(K.ul3, [1]), s.refused(K.ul3, 34, null, -1, false)]],
      ]),
  },
  {
    name: 'sai',
    seed: 1002,
    about: `Authentication vectors: sendParameters of version 1, sendAuthenticationInfo of version 2 with triplets, of version 3
with triplets and quintuplets. Three and five quintuplets do not fit a UDT and come as segments of XUDT. Then refusals, and a
result in two parts (ReturnResultNotLast).`,
    play: stage => {
      inTurn(stage, [
        [K.sai1, [sai1, s.result(K.sai1, security.triplets2[1]!)]],
        [K.sai2, [sai2, s.result(K.sai2, security.triplets2[3]!)]],
        [K.sai2, [sai2, s.result(K.sai2, security.triplets2[5]!)]],
        [K.sai3, [saiOf(r.plain), s.result(K.sai3, security.triplets3[5]!)]],
        [K.sai3, [saiOf(r.two), vectors3(2)]],
        [K.sai3, [saiOf(r.vlr), vectors3(3)]],
        [K.sai3, [saiOf(r.plain), vectors3(5)]],
        [K.sai2, [sai2, s.refused(K.sai2, 1)]],
        [K.sai3, [saiOf(r.plain), s.refused(K.sai3, 36)]],
        [K.sai3, [saiOf(r.plain), ...s.inTwoParts(K.sai3, security.quintuplets3[2]!, security.quintuplets3[1]!)]],
      ]);
      stage.sgsn(20, 20, K.saiSgsn, [s.begin(K.saiSgsn, r.sgsn, IMSI), s.result(K.saiSgsn, security.quintuplets3[2]!)]);
    },
  },
  {
    name: 'sai-reject',
    about:
      'sendAuthenticationInfo refused: every ReturnError that its definition allows, in versions 2 and 3, and sendParameters refused.',
    play: stage =>
      inTurn(stage, [
        [K.sai2, [sai2, s.refused(K.sai2, 1)]],
        [K.sai3, [saiOf(r.plain), s.unknownSubscriber(K.sai3, 0)]],
        [K.sai3, [saiOf(r.plain), s.refused(K.sai3, 34)]],
        [K.sai3, [saiOf(r.plain), s.refused(K.sai3, 35)]],
        [K.sai3, [saiOf(r.plain), s.refused(K.sai3, 36)]],
        [K.sai1, [sai1, s.refused(K.sai1, 1)]],
      ]),
  },
  {
    name: 'segmented-result',
    about: `A result in two parts: ReturnResultNotLast (0xa7) in a Continue does not close, the visited side asks on with an empty
Continue, and the End brings the rest. Response time is to the first part. Four messages, one success each.`,
    play: stage =>
      inTurn(stage, [
        [K.sai3, [saiOf(r.plain), ...s.inTwoParts(K.sai3, security.quintuplets3[2]!, security.quintuplets3[1]!)]],
        [K.sai3, [saiOf(r.plain), ...s.inTwoParts(K.sai3, security.quintuplets3[1]!, security.quintuplets3[4]!)]],
      ]),
  },
  {
    name: 'ul-gprs',
    seed: 1003,
    about:
      'updateGprsLocation: with GPRS subscription data in one round and in three, without, with an IMEI(SV), refused, aborted.',
    play: stage =>
      inTurn(
        stage,
        [
          [K.ulGprs, [gprs, ...s.inserts(K.ulGprs, [1], true), doneGprs(false)]],
          [K.ulGprs, [gprsLong, ...s.inserts(K.ulGprs, [1, 1, 1], true), doneGprs(false)]],
          [K.ulGprs, [gprs, doneGprs(true)]],
          [K.ulGprs, [gprs, s.unknownSubscriber(K.ulGprs, 1)]],
          [K.ulGprs, [gprs, s.roamingNotAllowed(K.ulGprs, 0)]],
          [K.ulGprs, [gprs, ...s.inserts(K.ulGprs, [1], true), s.userAbort(2)]],
        ],
        'sgsn',
      ),
  },
  {
    name: 'cl',
    seed: 1004,
    about: `cancelLocation in versions 1, 2 and 3, to a VLR and to an SGSN, answered, refused (an error by its own name, never a
reject), rejected and unanswered.`,
    play: stage => {
      const b1 = s.begin(K.cl1, mobility.cancelLocation1, IMSI);
      const b2 = s.begin(K.cl2, mobility.cancelLocation2, IMSI);
      inTurn(
        stage,
        [
          [K.cl1, [b1, s.result(K.cl1, null)]],
          [K.cl2, [b2, s.result(K.cl2, null)]],
          [K.cl3, [cl3, cancelled]],
          [K.cl3, [cl3, s.refused(K.cl3, 36)]],
          [K.cl3, [cl3, s.rejected(K.cl3, 0x8101)]],
          [K.cl3, [cl3]],
        ],
        'home',
      );
      stage.home(10, 10, K.clSgsn, [cl3, cancelled], true);
      stage.home(90, 11, K.clSgsn, [cl3, s.refused(K.clSgsn, 35)], true);
    },
  },
  {
    name: 'data-management',
    about: `insertSubscriberData and deleteSubscriberData that the home register opens by itself: OTHER, under their own names; the
insert that opens is counted in n_isd as those inside an updateLocation are. One is refused, which is a reject: of OTHER any
ReturnError is.`,
    play: stage => {
      const insert = s.begin(K.insert, subscriber.insertWithImsi, IMSI | MSISDN);
      const remove = s.begin(K.remove, subscriber.deleteData, IMSI);
      inTurn(
        stage,
        [
          [K.insert, [{ ...insert, isd: 1 }, s.result(K.insert, null)]],
          [K.remove, [remove, s.result(K.remove, null)]],
          [K.remove, [remove, s.refused(K.remove, 36)]],
        ],
        'home',
      );
    },
  },
  {
    name: 'other-operations',
    about:
      'purgeMS in versions 2 and 3, restoreData with its insertSubscriberData, readyForSM, provideSubscriberInfo, checkIMEI: OTHER, each by its own name and with an outcome of its own.',
    play: stage => {
      inTurn(stage, [
        [K.purge2, [s.begin(K.purge2, mobility.purgeMs2, IMSI | VLR), s.result(K.purge2, null)]],
        [K.purge3, [s.begin(K.purge3, mobility.purgeMsVlr, IMSI | VLR), s.result(K.purge3, mobility.purgeMsResult)]],
        [K.purge3, [s.begin(K.purge3, mobility.purgeMsVlr, IMSI | VLR), s.refused(K.purge3, 1)]],
        [
          K.restore,
          [
            s.begin(K.restore, mobility.restoreData, IMSI),
            ...s.inserts(K.restore, [1, 1]),
            s.result(K.restore, mobility.updateLocationResult, false),
          ],
        ],
        [K.ready, [s.begin(K.ready, messages.readyForSm, IMSI), s.result(K.ready, null)]],
      ]);
      const check = [s.begin(K.checkImei, security.checkImei, IMEI), s.result(K.checkImei, security.whiteListed)];
      // The equipment register stands beside the HLR, as subsystem 9.
      stage.vlr(8, 8, K.checkImei, check, { called: title(stage.cast.homeNode(8, 'hlrs').number, 9) });
      const psi = s.begin(K.psi, mobility.provideSubscriberInfo, IMSI);
      stage.home(10, 10, K.psi, [psi, s.result(K.psi, mobility.provideSubscriberInfoResult)]);
    },
  },
  {
    name: 'short-messages',
    about: `sendRoutingInfoForSM, whose result alone tells the IMSI; mt-ForwardSM by it; mo-ForwardSM. One subscriber is absent, one is
busy, one is unknown. A second mt-ForwardSM has more to send: the result comes in a Continue, and the service centre ends.`,
    play: stage => {
      message(stage, 1, 1, [sriSm, routing], [mt, s.result(K.mt3, null)]);
      message(stage, 5, 2, [sriSm, s.refused(K.sriSm3, 6)], []);
      message(stage, 9, 3, [sriSm, routing], [mt, s.refused(K.mt3, 31)]);
      message(stage, 13, 4, [sriSm, s.unknownSubscriber(K.sriSm3, 0)], []);
      message(stage, 17, 5, [sriSm, routing], [mt, ...s.moreToSend(K.mt3)]);
      const mo = s.begin(K.mo3, messages.moForwardSm, IMSI | MSISDN);
      const { cast } = stage;
      for (const [i, answer] of [s.result(K.mo3, null), s.refused(K.mo3, 21)].entries()) {
        const d = cast.dialogue(K.mo3, s.script([mo, answer]), cast.vlr(i), cast.homeNode(i, 'serviceCentres'), i);
        stage.at(21 + i, d);
      }
    },
  },
  {
    name: 'ussd',
    about: `processUnstructuredSS-Request: its subscriber stands in the destination reference of the MAP dialogue portion alone. Answered
at once; after nine minutes (its timer is ten minutes, doubled like the others to twenty); refused.`,
    play: stage => {
      stage.vlr(1, 1, K.ussd, [ussd, s.result(K.ussd, messages.ussd)]);
      stage.vlr(2, 2, K.ussd, [ussd, s.late(s.result(K.ussd, messages.ussd), 540e6, 0)]);
      stage.vlr(3, 3, K.ussd, [ussd, s.refused(K.ussd, 34)]);
    },
  },
  {
    name: 'versions',
    about: `The version of a dialogue: the last arc of its application context; version 1 where the Begin has no dialogue portion. Later
messages of any dialogue may lack one: the updates of version 2 and 3 here answer without.`,
    play: stage => {
      const bare = (steps: readonly Step[]): Step[] =>
        steps.map((step, i) => (i === 0 ? step : { ...step, portion: 0 }));
      inTurn(stage, [
        [K.ul1, [ul1, done1]],
        [K.ul2, bare([ul2, ...s.inserts(K.ul2, [1]), done2(false)])],
        [K.ul3, bare([ul3, ...s.inserts(K.ul3, [1]), done3(false)])],
        [K.sai1, [sai1, s.result(K.sai1, security.triplets2[1]!)]],
        [K.sai2, bare([sai2, s.result(K.sai2, security.triplets2[1]!)])],
      ]);
    },
  },
  {
    name: 'cap',
    about: `CAP beside MAP: initialDP of a call that is watched (requestReportBCSMEvent and continue, an eventReportBCSM, an empty End), and of
one that is released. Protocol CAP, type OTHER; the context's last arc is no version of MAP. The subscriber stands in the argument.`,
    play: stage => {
      const { cast } = stage;
      for (const [i, steps] of [WATCHED, RELEASED, WATCHED].entries()) {
        const d = cast.dialogue(CAP_CALL, s.script(steps), forCap(cast.vlr(i)), forCap(cast.homeNode(i, 'hlrs')), i);
        d.called = d.responder.address;
        stage.at(1 + i, d);
        stage.vlr(1.5 + i, 10 + i, K.sai2, sai);
      }
    },
  },
  {
    name: 'errors-phase-1',
    about: `Error codes have other meanings in phase 1: 12 is insufficientBearerCapabilities there, 28 busySubscriber, 29
noSubscriberReply, 30 radioCongestion, 31 impossibleCallCompletion. sendRoutingInfoForSM of versions 1 and 3 refused with
the same codes: each is named by its dialogue's own version.`,
    play: stage => {
      const first = s.begin(K.sriSm1, messages.sendRoutingInfoForSm, MSISDN);
      const rows = [
        [12, 'InsufficientBearerCapabilities'],
        [28, 'BusySubscriber'],
        [29, 'NoSubscriberReply'],
        [30, 'RadioCongestion'],
        [31, 'ImpossibleCallCompletion'],
      ] as const;
      for (const [i, [code, phase1]] of rows.entries()) {
        const old = s.named(s.refused(K.sriSm1, code), phase1);
        for (const [kind, steps] of [
          [K.sriSm1, [first, old]],
          [K.sriSm3, [sriSm, s.refused(K.sriSm3, code)]],
        ] as const) {
          const { cast } = stage;
          const d = cast.dialogue(
            kind,
            s.script(steps),
            cast.homeNode(i, 'serviceCentres'),
            cast.homeNode(i, 'hlrs'),
            i,
          );
          d.called = title(d.msisdn, 6);
          stage.at(1 + 2 * i + (kind === K.sriSm1 ? 0 : 1), d);
        }
      }
    },
  },
];
