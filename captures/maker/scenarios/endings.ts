/** How dialogues end that do not end well: aborted, rejected, undeliverable, unanswered. */
import { IMSI, MSISDN } from '../dialogue.ts';
import { GTP_KINDS as G, repeated } from '../gtp-scripts.ts';
import * as messages from '../map-messages.ts';
import * as mobility from '../map-mobility.ts';
import * as s from '../map-scripts.ts';
import { title } from '../sccp.ts';
import type { Scenario } from './scenario.ts';
import { done2, done3, inTurn, K, sai, sai2, ul1, ul2, ul3, ulWithInsert, ussd, vectors2, well } from './steps.ts';

const one = s.inserts(K.ul3, [1]);
const extended = { ...ul3, extended: true };
const long = { ...ul3, long: true };

export const ENDINGS: readonly Scenario[] = [
  {
    name: 'aborts',
    seed: 1007,
    about: `Dialogues that break off: P-Abort with each of its causes, U-Abort with each choice of map-userAbort, map-providerAbort,
map-refuse, a context refused and asked for again in version 2, an abort by the opener, Reject components, and Begins that come
back in UDTS with their return cause.`,
    play: stage => {
      inTurn(stage, [
        ...[0, 1, 2, 3, 4].map(cause => [K.ul3, [ul3, s.providerAbort(cause)]] as const),
        ...[0, 1, 2, 3].map(choice => [K.ul3, [ul3, s.userAbort(choice)]] as const),
        [K.ul3, [ul3, s.mapProviderAbort(0)]],
        [K.ul3, [ul3, s.mapProviderAbort(1)]],
        [K.ul3, [ul3, s.contextRefused(1)]],
        [K.ul3, [ul3, ...one.slice(0, 1), s.userAbort(0, 0)]],
        [K.ul3, [ul3, ...one, s.providerAbort(4)]],
        [K.ul3, [ul3, s.rejected(K.ul3, 0x8102)]],
        [K.ul3, [ul3, s.rejected(K.ul3, 0x8000)]],
        [K.ul3, [ul3, s.undeliverable(1)]],
        [K.ul3, [ul3, s.undeliverable(4)]],
      ]);
      stage.fallback(30, 30, [ul3, s.contextRefused(2)], K.ul3, K.ul2, [ul2, ...s.inserts(K.ul2, [1]), done2(false)]);
    },
  },
  {
    name: 'reject-component',
    about: `TCAP Reject components: general, invoke and return-error problems. An error with reason Reject, its problem kept as
tag << 8 | problem.`,
    play: stage =>
      inTurn(stage, [
        [K.ul3, [ul3, s.rejected(K.ul3, 0x8000)]],
        [K.ul3, [ul3, s.rejected(K.ul3, 0x8100)]],
        [K.ul3, [ul3, s.rejected(K.ul3, 0x8102)]],
        [K.ul1, [ul1, s.rejected(K.ul1, 0x8103)]],
        [K.sai2, [sai2, s.rejected(K.sai2, 0x8107)]],
      ]),
  },
  {
    name: 'undeliverable',
    about: `Begins that SCCP brings back in a UDTS, by every return cause that a hub meets. The return belongs to the dialogue of the
message that it returns: an error, Undeliverable, with the return cause; it opens nothing of its own. One comes back on a link
of the other direction's choice, one while another node has the same identifier open.`,
    tshark: {
      command:
        'tshark -r capture.pcap -2 -o tcap.persistentsrt:TRUE -Y tcap -T fields -e frame.number -e sccp.message_type -e tcap.srt.session_id',
      says: `Each UDTS (0x0a) is a session of its own: the Begins have the odd ids, and what brings each back the even id behind it. In the last
three frames the answer of the second subscriber has no session at all.`,
    },
    play: stage => {
      inTurn(stage, [
        ...[0, 1, 2, 3, 4, 5, 6, 7].map(cause => [K.ul3, [ul3, s.undeliverable(cause)]] as const),
        [K.sai2, [sai2, s.undeliverable(1)]],
      ]);
      stage.vlr(12, 12, K.sai2, [sai2, s.late(s.undeliverable(4), 300e3, 0)], { otid: '000000aa' });
      stage.vlr(12.1, 13, K.sai2, [sai2, s.late(vectors2, 500e3, 0)], { otid: '000000aa' });
    },
  },
  {
    name: 'undeliverable-xudts',
    about:
      'The same with the extended messages: a Begin in an XUDT comes back in an XUDTS. Three that came back, one that was answered.',
    play: stage =>
      inTurn(stage, [
        ...[1, 4, 5].map(cause => [K.ul3, [extended, { ...s.undeliverable(cause), extended: true }]] as const),
        [K.ul3, [extended, ...s.inserts(K.ul3, [1]), done3(false)]],
      ]),
  },
  {
    name: 'undeliverable-ludts',
    about:
      'The same with the long messages: a Begin in a LUDT comes back in a LUDTS. Three that came back, one that was answered.',
    play: stage =>
      inTurn(stage, [
        ...[1, 4, 5].map(cause => [K.ul3, [long, { ...s.undeliverable(cause), long: true }]] as const),
        [K.ul3, [long, ...s.inserts(K.ul3, [1]), done3(false)]],
      ]),
  },
  {
    name: 'undeliverable-alone',
    about: `The tap missed the Begin, and shows only that it came back: an answer without a request, counted, and no record. The second
subscriber's dialogue is whole.`,
    play: stage => {
      stage.vlr(1, 1, K.ul3, [ul3, s.undeliverable(1)], { acts: { 0: { lose: true } } });
      stage.vlr(3, 2, K.ul3, ulWithInsert);
    },
  },
  {
    name: 'timeouts',
    seed: 1008,
    about: `What never came: an unanswered updateLocation and sendAuthenticationInfo, an insertSubscriberData without its result, an
updateLocation that stops after its inserts, an answer 70 s late (an orphan). A USSD request that is still inside its time-out of
twenty minutes when the input ends, and a create and an updateLocation just before the end: edges.`,
    play: stage => {
      stage.vlr(1, 1, K.ul3, [ul3]);
      stage.vlr(2, 2, K.sai2, [sai2]);
      stage.vlr(3, 3, K.ul3, [ul3, ...one.slice(0, 1)]);
      stage.vlr(4, 4, K.ul3, [ul3, ...s.inserts(K.ul3, [2])]);
      stage.vlr(5, 5, K.sai2, [sai2, s.late(vectors2, 70e6, 0)]);
      stage.vlr(6, 6, K.ussd, [ussd]);
      stage.vlr(7, 7, K.ussd, [ussd, s.late(s.result(K.ussd, messages.ussd), 90e6, 0)]);
      stage.vlr(100, 8, K.ul3, [ul3, done3()]);
      stage.tunnel(140, stage.open(9), G.create, repeated('create', 1));
      stage.vlr(150, 10, K.ul3, [ul3]);
      stage.vlr(151, 11, K.ul3, [ul3, done3()]);
    },
  },
  {
    name: 'timeout-short',
    about: `Timer s, ten seconds doubled: a reportSM-DeliveryStatus answered after 18 s is a success, after 22 s it had been given up
and the answer is nobody's.`,
    play: stage => {
      const { cast } = stage;
      const status = s.begin(K.deliveryStatus, messages.deliveryStatus, MSISDN);
      for (const [i, seconds] of [18, 22].entries()) {
        const done = s.late(s.result(K.deliveryStatus, null), seconds * 1e6, 0);
        const script = s.script([status, done]);
        const d = cast.dialogue(
          K.deliveryStatus,
          script,
          cast.homeNode(i, 'serviceCentres'),
          cast.homeNode(i, 'hlrs'),
          i,
        );
        d.called = title(d.msisdn, 6);
        stage.at(1 + i, d);
      }
      stage.vlr(60, 3, K.sai2, sai);
    },
  },
  {
    name: 'timeout-medium',
    about: `Timer m, thirty seconds doubled: answers after 58 s and after 62 s to sendAuthenticationInfo, updateLocation, and
cancelLocation. The first of each is a success; the second came too late, an orphan, and its request is _Incomplete.`,
    play: stage => {
      for (const [i, seconds] of [58, 62].entries()) {
        stage.vlr(1 + i, i, K.sai2, [sai2, s.late(vectors2, seconds * 1e6, 0)]);
        stage.vlr(3 + i, 2 + i, K.ul3, [ul3, s.late(done3(), seconds * 1e6, 0)]);
        const cancel = s.begin(K.cl2, mobility.cancelLocation2, IMSI);
        stage.home(5 + i, 4 + i, K.cl2, [cancel, s.late(s.result(K.cl2, null), seconds * 1e6, 0)]);
      }
      stage.vlr(80, 9, K.sai2, sai);
    },
  },
  {
    name: 'timeout-medium-long',
    about: `Timer ml, ten minutes doubled: USSD and mt-ForwardSM answered after nineteen minutes are successes, after twenty-one they had
been given up. One global time-out would have mislabelled them all.`,
    play: stage => {
      const { cast } = stage;
      for (const [i, minutes] of [19, 21].entries()) {
        stage.vlr(1 + i, i, K.ussd, [ussd, s.late(s.result(K.ussd, messages.ussd), minutes * 60e6, 0)]);
        const mt = s.script([
          s.begin(K.mt3, messages.mtForwardSm, IMSI),
          s.late(s.result(K.mt3, null), minutes * 60e6, 0),
        ]);
        stage.at(3 + i, cast.dialogue(K.mt3, mt, cast.homeNode(i, 'serviceCentres'), cast.vlr(i), i));
      }
      stage.vlr(1300, 9, K.sai2, sai);
    },
  },
  {
    name: 'timeout-long',
    about: `Timer l, 28 to 38 hours in the standard, ends at one hour here: a sendEndSignal of class 3 answered after 59 minutes is a
success; one that nobody answers is _Incomplete after the hour, since success alone is reported of class 3.`,
    play: stage => {
      const { cast } = stage;
      const end = s.begin(K.endSignal, mobility.endSignal, 0);
      const between = (i: number, steps: Parameters<typeof s.script>[0], at: number): void => {
        stage.at(at, cast.dialogue(K.endSignal, s.script(steps), cast.vlr(i), cast.vlr(i + 1), i));
      };
      between(1, [end, s.late(s.result(K.endSignal, null), 59 * 60e6, 0)], 1);
      between(3, [end], 2);
      stage.vlr(3700, 9, K.sai2, sai);
    },
  },
  {
    name: 'prearranged-end',
    about: `Operations of class 4: nobody answers, and a time-out is no fault. noteSubscriberPresent and reset end as successes; the
updateLocation beside them, of class 1, does not.`,
    play: stage => {
      const { cast } = stage;
      stage.vlr(1, 1, K.present, [s.begin(K.present, messages.subscriberPresent, IMSI)]);
      const reset = s.script([s.begin(K.reset, mobility.reset, 0)]);
      stage.at(2, cast.dialogue(K.reset, reset, cast.homeNode(2, 'hlrs'), cast.vlr(2), -1));
      stage.vlr(3, 3, K.ul3, [ul3]);
      stage.vlr(90, 4, K.sai2, sai);
    },
  },
  {
    name: 'fallback-context',
    about: `The home network does not know version 3 of a context: an Abort whose AARE refuses it, and at once a Begin of version 2 for
the same subscriber and operation. Two dialogues, joined by linked_id: the first an error, Abort, with its cause.`,
    play: stage =>
      stage.fallback(1, 1, [ul3, s.contextRefused(2)], K.ul3, K.ul2, [ul2, ...s.inserts(K.ul2, [1]), done2(false)]),
  },
  {
    name: 'fallback-p-abort',
    about: `A peer of phase 1 knows no dialogue portion: P-Abort 3 (incorrectTransactionPortion) in answer to the Begin, and at once a
Begin of version 1. Joined by linked_id like the refusal of a context.`,
    play: stage => {
      stage.fallback(1, 1, [ul3, s.providerAbort(3)], K.ul3, K.ul1, [
        ul1,
        s.result(K.ul1, mobility.updateLocationResult1),
      ]);
      stage.fallback(5, 2, [ul2, s.providerAbort(3)], K.ul2, K.ul1, [
        ul1,
        s.result(K.ul1, mobility.updateLocationResult1),
      ]);
    },
  },
  {
    name: 'fallback-not',
    about: `What looks like a fallback and is none: a lower version for another subscriber, the same subscriber's other operation, an
abort for another cause, and the same request again five seconds later. Nothing is linked.`,
    play: stage => {
      stage.vlr(1, 1, K.ul3, [ul3, s.late(s.contextRefused(2), 50e3, 0)]);
      stage.vlr(1.1, 2, K.ul2, [ul2, done2()]);
      stage.vlr(1.2, 1, K.sai2, sai);
      stage.vlr(6.5, 1, K.ul2, [ul2, done2()]);
      stage.fallback(9, 3, [ul3, s.providerAbort(1)], K.ul3, K.ul2, [ul2, done2()]);
    },
  },
  {
    name: 'gtp-timeout',
    about: `GTP gives up 30 s after the last transmission: a create answered 29 s after its first repetition, one answered after 31 s (an
orphan, the create is _Incomplete), and one repeated three times and never answered. The updates of a tunnel beside them.`,
    play: stage => {
      const [a, b, c, d] = [stage.open(1), stage.open(2), stage.open(3), stage.open(4)];
      const accepted = well('create').at(-1)!;
      stage.tunnel(1, a, G.create, [...repeated('create', 1), s.late(accepted, 29e6, 0)]);
      stage.tunnel(2, b, G.create, [...repeated('create', 1), s.late(accepted, 31e6, 0)]);
      stage.tunnel(3, c, G.create, repeated('create', 3));
      stage.tunnel(4, d, G.create, well('create'));
      stage.tunnel(70, d, G.update, well('update'));
    },
  },
];
