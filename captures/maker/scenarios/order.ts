/** Messages out of order, shown twice, and lost. */

import { IMSI, MSC } from '../dialogue.ts';
import { GTP_KINDS as G } from '../gtp-scripts.ts';
import * as messages from '../map-messages.ts';
import * as s from '../map-scripts.ts';
import * as security from '../map-security.ts';
import { title } from '../sccp.ts';
import type { Stage } from '../stage.ts';
import type { Scenario } from './scenario.ts';
import {
  beside,
  done3,
  K,
  sai,
  sai2,
  sai3,
  soon,
  sriSm,
  ul3,
  ulWithInsert,
  vectors2,
  vectors3,
  well,
} from './steps.ts';

const MS = 1000;
const SECOND = 1e6;
/** A second between the messages, so that an act falls between them. */
const slow = (steps: readonly Parameters<typeof soon>[0][], ms = 300) =>
  steps.map((x, i) => (i === 0 ? x : soon(x, ms)));

/** Both directions of dialogues of one VLR on one association, so that what is missing in the one shows in the next. */
const LINK = { sls: 3, answerSls: 3 };
function onOneLink(stage: Stage, devices: readonly number[]): void {
  for (const i of devices) beside(stage, i, devices[0]!);
}

export const ORDER: readonly Scenario[] = [
  {
    name: 'answer-first',
    about: `An answer that is shown 0.8 s before its request waits for it: one dialogue, an error, _InvalidOrder, without a response time.
MAP with a result, with a refusal, with a Continue first; GTP.`,
    tshark: {
      command:
        'tshark -r capture.pcap -2 -o tcap.persistentsrt:TRUE -Y tcap -T fields -e frame.number -e tcap.srt.session_id -e tcap.srt.end',
      says: `The End in frame 1 has no session, and session 1 of the Begin in frame 2 is never closed; the same with frames 3 and 4. Of the
third, frames 5, 7 and 9 have none. Only the last dialogue, whose messages are in order, is one session.`,
    },
    play: stage => {
      const acts = { 0: { delay: SECOND } };
      stage.vlr(1, 1, K.sai2, slow([sai2, vectors2], 200), { acts });
      stage.vlr(4, 2, K.ul3, slow([ul3, s.refused(K.ul3, 34)], 200), { acts });
      stage.vlr(7, 3, K.ul3, slow(ulWithInsert, 200), { acts });
      stage.tunnel(11, stage.open(4), G.create, slow(well('create'), 200), { asked: { acts } });
      stage.vlr(15, 5, K.sai2, sai);
    },
  },
  {
    name: 'orphan',
    about: `An answer waits two seconds of capture time for its request, and no longer: here the request is shown 2.8 s behind its answer.
The answer is an orphan, counted and no record (--orphans keeps it); the request finds no answer and is _Incomplete.`,
    tshark: {
      command:
        'tshark -r capture.pcap -2 -o tcap.persistentsrt:TRUE -Y tcap -T fields -e frame.number -e tcap.srt.session_id -e tcap.srt.end',
      says: `The Begin in frame 3 opens a session that nothing closes; the End in frame 1 has none. Nothing says that frame 1 answers frame 3, nor
that it came too late to.`,
    },
    play: stage => {
      const acts = { 0: { delay: 3 * SECOND } };
      stage.vlr(1, 1, K.sai2, slow([sai2, vectors2], 200), { acts });
      stage.tunnel(2, stage.open(2), G.create, slow(well('create'), 200), { asked: { acts } });
      stage.vlr(80, 3, K.sai2, sai);
    },
  },
  {
    name: 'insert-result-first',
    about: 'Inside an updateLocation the result of an insertSubscriberData is shown before its invoke: _InvalidOrder.',
    play: stage => {
      stage.vlr(1, 1, K.ul3, slow(ulWithInsert), { acts: { 1: { delay: 450 * MS } } });
      stage.vlr(5, 2, K.ul3, slow(ulWithInsert));
    },
  },
  {
    name: 'closing-result-first',
    about: `Inside an updateLocation the closing result is shown before the result of an insertSubscriberData that is outstanding:
_InvalidOrder.`,
    play: stage => {
      stage.vlr(1, 1, K.ul3, slow(ulWithInsert), { acts: { 2: { delay: 600 * MS } } });
      stage.vlr(5, 2, K.ul3, slow(ulWithInsert));
    },
  },
  {
    name: 'inserts-out-of-order',
    about: `Two inserts in two Continues, the second of which is shown before the result of the first: in order enough, each result comes
after its own invoke. A success.`,
    play: stage => {
      const steps = [ul3, ...s.inserts(K.ul3, [1, 1]), done3(false)];
      stage.vlr(1, 1, K.ul3, slow(steps), { acts: { 2: { delay: 450 * MS } } });
    },
  },
  {
    name: 'time-backwards',
    about: `Packets that stand in the file behind their successors, with the earlier time: time runs backwards for some milliseconds. What
happened is still in order of time but for one pair, whose answer stands before its request.`,
    play: stage => {
      for (const i of [1, 2, 3, 4]) {
        stage.vlr(1 + i / 100, i, K.sai2, slow([sai2, vectors2], 40 + i), { acts: { 0: { backwards: true } } });
      }
      stage.vlr(3, 5, K.sai2, slow([sai2, vectors2], 40), { acts: { 0: { backwards: true } } });
    },
  },
  {
    name: 'mirrored',
    about: `A mirror of both ports shows each packet twice: within microseconds, and one router further on, with another time to live and
checksum. Each counts once, the second showings of whole messages in copies (the segments of a long result are pieces). MAP and
GTP.`,
    play: stage => {
      const acts = { 0: { copy: 5 }, 1: { copy: 900, hop: true }, 2: { copy: 12, hop: true }, 3: { copy: 3 } };
      stage.vlr(1, 1, K.ul3, slow(ulWithInsert), { acts });
      stage.vlr(4, 2, K.sai3, slow([sai3, vectors3(5)]), { acts });
      stage.tunnel(7, stage.open(3), G.create, slow(well('create')), { asked: { acts } });
    },
  },
  {
    name: 'chunk-again',
    about: `SCTP sends a chunk again that was not acknowledged: another packet, another time, the same verification tag, stream and TSN. It
counts once. The first chunk of a segmented result is sent again too; only whole messages are counted in copies.`,
    play: stage => {
      stage.vlr(1, 1, K.ul3, slow(ulWithInsert), { acts: { 0: { resend: 120 * MS }, 1: { resend: 1200 * MS } } });
      stage.vlr(4, 2, K.sai3, slow([sai3, vectors3(5)]), { acts: { '1/0/0': { resend: 90 * MS } } });
    },
  },
  {
    name: 'chunk-again-after-loss',
    about: `The tap misses a packet, and sees its chunk when SCTP sends it again: nothing is missing in the end. The answer came later than
the node sent it.`,
    play: stage => {
      stage.vlr(1, 1, K.sai2, slow(sai), { acts: { 1: { lose: true, resend: 400 * MS } } });
      stage.vlr(4, 2, K.sai2, sai);
    },
  },
  {
    name: 'lost-answer',
    about: `The tap misses an answer. The request is _Incomplete, and the next packet of the association shows the gap in its TSNs: the
dialogue is marked capture_loss. So is the one whose packet showed the gap: nobody can tell which of them it touched.`,
    play: stage => {
      onOneLink(stage, [1, 2, 3, 4]);
      stage.vlr(1, 1, K.sai2, slow(sai), LINK);
      stage.vlr(5, 2, K.sai2, slow(sai), { ...LINK, acts: { 1: { lose: true } } });
      stage.vlr(6, 3, K.sai2, slow(sai), LINK);
      stage.vlr(70, 4, K.sai2, slow(sai), LINK);
    },
  },
  {
    name: 'lost-begin',
    about: `The tap misses a Begin. The answers are orphans: counted, no record, never a dialogue of a named type, and what the visited
network says later belongs to them. The two updates beside it are whole.`,
    tshark: {
      command:
        'tshark -r capture.pcap -2 -o tcap.persistentsrt:TRUE -Y tcap -T fields -e frame.number -e tcap.srt.session_id -e tcap.srt.end',
      says: `Frames 1, 2 and 4, the dialogue whose Begin was missed, have no session; no figure counts them. (Frames 7 and 9 belong to the
second update, whose session 1 lost them to its load sharing.)`,
    },
    play: stage => {
      stage.vlr(1, 1, K.ul3, slow(ulWithInsert), { acts: { 0: { lose: true } } });
      stage.vlr(5, 2, K.ul3, slow(ulWithInsert));
      stage.vlr(9, 3, K.ul3, slow(ulWithInsert));
    },
  },
  {
    name: 'lost-insert-result',
    about: `Inside an updateLocation the tap misses the result of an insertSubscriberData: the closing result is there, but something stayed
unanswered, and the dialogue is _Incomplete.`,
    play: stage => {
      onOneLink(stage, [1, 2]);
      stage.vlr(1, 1, K.ul3, slow(ulWithInsert), { ...LINK, acts: { 2: { lose: true } } });
      stage.vlr(1.95, 2, K.ul3, slow(ulWithInsert), LINK);
    },
  },
  {
    name: 'snapped',
    about: `Packets that the capture cut. One lost the end of a result that says nothing to the record: it counts. One was cut before its
transaction identifiers: the request stays alone, _Incomplete. Both are marked capture_loss.`,
    play: stage => {
      onOneLink(stage, [1, 2, 3]);
      stage.vlr(1, 1, K.ul3, slow([ul3, done3()]), { ...LINK, acts: { 1: { snap: -2 } } });
      stage.vlr(3, 2, K.sai2, slow(sai), { ...LINK, acts: { 1: { snap: 60 } } });
      stage.vlr(4, 3, K.sai2, slow(sai), LINK);
      stage.vlr(70, 3, K.sai2, slow(sai), LINK);
    },
  },
  {
    name: 'sccp-segments',
    about: `Results of five quintuplets in three segments of XUDT: in order; out of order; with a segment shown twice; and with one that the
tap missed: that message never comes together, an anomaly, and its dialogue is _Incomplete with capture_loss.`,
    play: stage => {
      const steps = slow([sai3, vectors3(5)]);
      stage.vlr(1, 1, K.sai3, steps);
      stage.vlr(3, 2, K.sai3, steps, { acts: { '1/0/0': { delay: 30 * MS } } });
      stage.vlr(5, 3, K.sai3, steps, { acts: { '1/0/1': { copy: 40 } } });
      onOneLink(stage, [4, 5, 6]);
      stage.vlr(7, 4, K.sai3, steps, { ...LINK, acts: { '1/0/1': { lose: true } } });
      stage.vlr(9, 5, K.sai3, steps, LINK);
      stage.vlr(70, 6, K.sai3, steps, LINK);
    },
  },
  {
    name: 'sctp-fragments',
    about: `SCTP may cut a user message into several DATA chunks. A Begin in two and a result in three come together again; of another
dialogue's messages a middle chunk is missing, and neither its request nor its answer is whole: no record.`,
    play: stage => {
      stage.vlr(1, 1, K.ul3, slow([ul3, done3()]), { chunks: 2 });
      stage.vlr(3, 2, K.sai2, slow(sai), { chunks: 3 });
      stage.vlr(5, 3, K.sai2, slow(sai), { chunks: 3, acts: { '0/0/1': { lose: true } } });
      stage.vlr(70, 4, K.sai2, slow(sai));
    },
  },
  {
    name: 'ip-fragments',
    about: `Packets in fragments of IP: a result in two, one in four; and one whose second fragment the tap missed, so that its dialogue is
_Incomplete. GTP too.`,
    play: stage => {
      stage.vlr(1, 1, K.ul3, slow([ul3, done3()]), { acts: { 1: { fragments: 2 } } });
      stage.vlr(3, 2, K.sai2, slow(sai), { acts: { 0: { fragments: 2 }, 1: { fragments: 4 } } });
      onOneLink(stage, [3, 6, 7]);
      stage.vlr(4, 7, K.sai2, slow(sai), LINK);
      stage.vlr(5, 3, K.sai2, slow(sai), { ...LINK, acts: { 1: { fragments: 3, loseFragment: 1 } } });
      stage.vlr(8, 6, K.sai2, slow(sai), LINK);
      stage.tunnel(7, stage.open(4), G.create, slow(well('create')), { asked: { acts: { 0: { fragments: 3 } } } });
      stage.vlr(70, 5, K.sai2, slow(sai));
    },
  },
  {
    name: 'bundled',
    seed: 1009,
    about: `One signalling link, forty dialogues within a second: messages wait for each other and share packets, up to several DATA
chunks of unrelated dialogues behind an acknowledgement. Heartbeats of SCTP and of M3UA between them.`,
    options: {
      manners: { bundle: 1, bundleWait: 120_000, sackWithData: 0.8, sackAlone: 0.3, beatEvery: 1_000_000 },
      frames: 60,
    },
    play: stage => {
      const { cast, random } = stage;
      const operator = cast.people.visitedOf(0).number;
      for (let i = 0; i < 40; i++) {
        cast.people.visited[i] = operator;
        cast.people.vlr[i] = i % 2;
        const kind = i % 3 === 0 ? K.sai2 : K.ul3;
        const steps = kind === K.sai2 ? [sai2, s.result(K.sai2, security.triplets2[2]!)] : ulWithInsert;
        stage.vlr(random.below(1000) / 1000, i, kind, steps);
      }
      const routing = s.script([sriSm, s.result(K.sriSm3, messages.sendRoutingInfoForSmResult, true, IMSI | MSC)]);
      const sms = cast.dialogue(K.sriSm3, routing, cast.homeNode(50, 'serviceCentres'), cast.homeNode(51, 'hlrs'), 51);
      sms.called = title(sms.msisdn, 6);
      sms.msc = cast.vlr(51).number;
      stage.at(0.4, sms);
    },
  },
];
