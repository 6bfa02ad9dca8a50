/** Which dialogue a message of TCAP is for. */
import * as messages from '../map-messages.ts';
import * as s from '../map-scripts.ts';
import { E212, title } from '../sccp.ts';
import type { Scenario } from './scenario.ts';
import { beside, done3, inTurn, K, sai, sai2, sai3, soon, ul3, ulWithInsert, vectors2, vectors3 } from './steps.ts';

export const MATCHING: readonly Scenario[] = [
  {
    name: 'both-identifiers',
    about: `A Begin carries the opener's identifier, the answer both, and what ends the dialogue one alone: the opener's own Abort, or End,
that of the responder. Both identifiers must find the dialogue.`,
    play: stage => {
      const { cast } = stage;
      const [invoke] = s.inserts(K.ul3, [1]);
      stage.vlr(1, 1, K.ul3, [ul3, invoke!, s.userAbort(0, 0)]);
      stage.vlr(2, 2, K.ul3, [ul3, ...s.inserts(K.ul3, [1, 1]), s.providerAbort(4, 0)]);
      const mt = s.script([s.begin(K.mt3, messages.mtForwardSm, 1), ...s.moreToSend(K.mt3)]);
      stage.at(3, cast.dialogue(K.mt3, mt, cast.homeNode(3, 'serviceCentres'), cast.vlr(3), 3));
      stage.vlr(4, 4, K.ul3, ulWithInsert);
    },
  },
  {
    name: 'same-identifier',
    about: `Nodes give out identifiers of their own, so they use each other's: four VLRs have 00000001 open at once, and two home registers
answer with 000000ff. Addresses decide, not the order of time.`,
    play: stage => {
      for (const i of [1, 2, 3, 4]) {
        const asked = { otid: '00000001', ...(i < 3 ? { dtid: '000000ff' } : {}) };
        stage.vlr(
          1 + i / 50,
          i,
          K.ul3,
          [ul3, ...s.inserts(K.ul3, [1, 1]).map(x => soon(x, 100 + 37 * i)), done3(false)],
          asked,
        );
      }
    },
  },
  {
    name: 'crossed-identifiers',
    about: `Two dialogues between the same two networks, one opened by each: what is the opener's identifier in the one is the
responder's in the other, at another node.`,
    play: stage => {
      const steps = [ul3, ...s.inserts(K.ul3, [1, 1]).map(x => soon(x, 200)), soon(done3(false), 200)];
      stage.vlr(1, 1, K.ul3, steps, { otid: '0000000a', dtid: '0000000b' });
      stage.vlr(1.05, 2, K.ul3, steps, { otid: '0000000b', dtid: '0000000a' });
      stage.vlr(1.1, 3, K.ul3, steps, { otid: '0000000a', dtid: '0000000b' });
    },
  },
  {
    name: 'identifier-lengths',
    about: `Identifiers of one to four octets, compared as octets with their length: 01, 0001, 000001 and 00000001 are four dialogues of
one VLR, open at once. Identifiers above 2^31 beside them.`,
    play: stage => {
      for (const [i, otid] of ['01', '0001', '000001', '00000001', 'ffffffff', '80000000'].entries()) {
        beside(stage, 1 + i, 1);
        const steps = [ul3, ...s.inserts(K.ul3, [1]).map(x => soon(x, 300 - 40 * i)), soon(done3(false), 100)];
        stage.vlr(1 + i / 100, 1 + i, K.ul3, steps, { otid });
      }
    },
  },
  {
    name: 'identifier-reused',
    about: `One VLR takes an identifier again. The dialogue before was past its time-out: it is _Incomplete and nothing is odd. Then one
that is still open (_Incomplete too, and an anomaly, identifier-reused). Then one that has just ended well: it stays a success.`,
    play: stage => {
      for (const i of [2, 3, 4, 5, 6]) beside(stage, i, 1);
      stage.vlr(1, 1, K.sai2, [sai2], { otid: '000000a1' });
      stage.vlr(70, 2, K.sai2, sai, { otid: '000000a1' });
      stage.vlr(80, 3, K.ul3, [ul3], { otid: '000000a2' });
      stage.vlr(90, 4, K.sai2, sai, { otid: '000000a2' });
      stage.vlr(100, 5, K.sai2, [sai2, soon(vectors2, 200)], { otid: '000000a3' });
      stage.vlr(100.9, 6, K.sai2, [sai2, soon(vectors2, 200)], { otid: '000000a3' });
    },
  },
  {
    name: 'title-translation',
    about: `The called party is a title made from the IMSI, E.214 or the IMSI itself in E.212, and the answer comes from the register's
real number. The answer is matched by the opener's address, never by the one that was asked.`,
    play: stage => {
      inTurn(stage, [
        [K.ul3, ulWithInsert],
        [K.sai2, sai],
      ]);
      for (const i of [5, 6]) {
        const called = title(stage.cast.people.imsi(i), 6, E212);
        stage.vlr(i, i, i === 5 ? K.ul3 : K.sai2, i === 5 ? ulWithInsert : sai, { called });
      }
    },
  },
  {
    name: 'routed-on-ssn',
    about: `Answers whose called party is a point code and a subsystem number, without a title, while the Begin carried one: they find
their dialogues by the point code. Two VLRs have the same identifier open.`,
    play: stage => {
      stage.vlr(1, 1, K.ul3, ulWithInsert, { onSsn: true });
      stage.vlr(3, 2, K.sai2, [sai2, soon(vectors2, 300)], { onSsn: true, otid: '00000001' });
      stage.vlr(3.1, 3, K.sai2, [sai2, soon(vectors2, 300)], { onSsn: true, otid: '00000001' });
      stage.vlr(5, 4, K.sai3, [sai3, vectors3(2)], { onSsn: true });
    },
  },
  {
    name: 'load-sharing',
    about: `Each message of a dialogue takes another link, association, point code and SLS than the one before, and the two directions
differ. Nothing of this is a key: six updates of location, six inserts each, whole.`,
    tshark: {
      command:
        'tshark -r capture.pcap -2 -o tcap.persistentsrt:TRUE -o sccp.set_addresses:FALSE -Y tcap -T fields -e tcap.srt.session_id | sort | uniq -c',
      says: `Six sessions of six messages; the other 36 messages, half of every dialogue, have none: with addresses off the point codes of the
labels are the key, and they change from message to message. (With -o sccp.set_addresses:TRUE all twelve are found here; see
hub-transit for what that does to a hub.)`,
    },
    play: stage => {
      for (const i of [1, 2, 3, 4, 5, 6]) {
        stage.vlr(1 + i / 10, i, K.ul3, [ul3, ...s.inserts(K.ul3, [1, 1, 1, 2, 1]), done3(false)], {
          spread: true,
          sls: i,
          answerSls: 15 - i,
        });
      }
    },
  },
  {
    name: 'unanswered-then-answered',
    about: `The same subscriber asks twice, under two identifiers, and only the second is answered: the first stays _Incomplete.`,
    play: stage => {
      stage.vlr(1, 1, K.sai2, [sai2], { otid: '00000001' });
      stage.vlr(2, 1, K.sai2, sai, { otid: '00000002' });
      stage.vlr(70, 2, K.sai2, sai);
    },
  },
  {
    name: 'first-answer-lost',
    about: `The tap missed the responder's first Continue, so nothing has told the responder's identifier when the opener's own Continue
comes: it is known by its sender's. The dialogue is whole but for that message; the result of an insert that was not seen
marks capture_loss.`,
    play: stage => {
      const steps = [ul3, ...s.inserts(K.ul3, [1, 1]), done3(false)];
      stage.vlr(1, 1, K.ul3, steps, { acts: { 1: { lose: true } } });
      stage.vlr(5, 2, K.ul3, steps);
    },
  },
];
