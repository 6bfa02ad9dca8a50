/** A roaming hub between the visited network and the home network, with a tap on both sides. */
import { IMSI } from '../dialogue.ts';
import * as mobility from '../map-mobility.ts';
import * as s from '../map-scripts.ts';
import type { Scenario } from './scenario.ts';
import { cancelled, cl3, done3, K, sai, sai2, sai3, soon, ul3, ulWithInsert, vectors2, vectors3 } from './steps.ts';

const MS = 1000;
const legs = { legs: true };
const slow = (steps: readonly Parameters<typeof soon>[0][]) => steps.map((x, i) => (i === 0 ? x : soon(x, 300)));

export const HUB: readonly Scenario[] = [
  {
    name: 'hub-transit',
    about: `Each message is shown on the leg in and on the leg out: the same TCAP octets and identifiers, other point codes, and behind the
hub the title that the called one was translated to. One dialogue each, legs 2, transit_time the hub's own delay. An
updateLocation with inserts, authentications, segmented ones too, a cancelLocation in the other direction.`,
    options: legs,
    tshark: {
      command:
        'tshark -r capture.pcap -2 -o tcap.persistentsrt:TRUE -o sccp.set_addresses:TRUE -Y tcap -T fields -e frame.number -e m3ua.protocol_data_opc -e m3ua.protocol_data_dpc -e tcap.srt.session_id -e tcap.srt.begin -e tcap.srt.end',
      says: `The updateLocation is frames 1 to 14. Frame 1, its Begin on the leg in, opens session 1, and frame 13 closes it: the End on the leg
out. The End of its own leg, frame 14, goes to session 6, which the Begin of the leg out had opened; the Continues of both legs
are all in session 1. Two sessions a dialogue, closed crosswise, and no word of the hub's delay.`,
    },
    play: stage => {
      stage.vlr(1, 1, K.ul3, [ul3, ...s.inserts(K.ul3, [1, 2]), done3(false)]);
      stage.vlr(4, 2, K.sai2, sai);
      stage.vlr(6, 3, K.sai3, [sai3, vectors3(5)]);
      stage.home(8, 4, K.cl3, [cl3, cancelled]);
      stage.vlr(10, 5, K.ul3, [ul3, s.roamingNotAllowed(K.ul3, 0)]);
    },
  },
  {
    name: 'hub-same-identifier',
    about: `Three visited networks use the same identifier through the hub at the same time; on the legs out all three come from the hub's
point code. Six legs, three dialogues.`,
    options: legs,
    play: stage => {
      for (const i of [1, 2, 3]) {
        const steps = [ul3, ...s.inserts(K.ul3, [1]).map(x => soon(x, 150)), soon(done3(false), 150)];
        stage.vlr(1 + i / 20, i, K.ul3, steps, { otid: '00000001' });
      }
    },
  },
  {
    name: 'hub-end-of-one-leg',
    about: `The End is shown on the leg in and, 900 ms later, on the leg out; of another dialogue the Begin of the leg out comes after the
answer has passed. The End of one leg must not close the dialogue for the other, and must not open an orphan.`,
    options: legs,
    play: stage => {
      stage.vlr(1, 1, K.ul3, slow(ulWithInsert), { acts: { '3/1': { delay: 900 * MS } } });
      stage.vlr(5, 2, K.sai2, slow(sai), { acts: { '0/1': { delay: 700 * MS } } });
      stage.vlr(9, 3, K.sai2, slow(sai), { acts: { '0/0': { delay: 100 * MS } } });
    },
  },
  {
    name: 'hub-leg-lost',
    about: `The tap misses messages on one leg: a Begin on the leg in, an End on the leg out, a Continue on each. What the other leg shows is
enough: whole dialogues.`,
    options: legs,
    play: stage => {
      stage.vlr(1, 1, K.sai2, slow(sai), { acts: { '0/0': { lose: true } } });
      stage.vlr(4, 2, K.sai2, slow(sai), { acts: { '1/1': { lose: true } } });
      stage.vlr(7, 3, K.ul3, slow(ulWithInsert), { acts: { '1/0': { lose: true }, '2/1': { lose: true } } });
    },
  },
  {
    name: 'hub-one-leg',
    about:
      'Some dialogues pass the hub on a link that is not tapped: they have one leg, and no transit time, beside others with both.',
    options: legs,
    play: stage => {
      const lost = { '0/1': { lose: true }, '1/1': { lose: true }, '2/1': { lose: true }, '3/1': { lose: true } };
      stage.vlr(1, 1, K.ul3, slow(ulWithInsert), { acts: lost });
      stage.vlr(4, 2, K.ul3, slow(ulWithInsert));
    },
  },
  {
    name: 'hub-late-leg',
    about: `The Begin of one leg is shown six seconds late, when its dialogue has ended and been written: an anomaly, late-leg. It opens
nothing.`,
    options: legs,
    play: stage => {
      stage.vlr(1, 1, K.sai2, slow(sai), { acts: { '0/1': { delay: 6000 * MS } } });
      stage.vlr(20, 2, K.sai2, slow(sai));
    },
  },
  {
    name: 'hub-leg-cut',
    about: `The snap length takes the end of a message on one leg: other octets as far as the capture shows, and still the second leg of
the same message. First the leg in, then the leg out. One success each, with capture_loss.`,
    options: legs,
    play: stage => {
      stage.vlr(1, 1, K.ul3, slow([ul3, done3()]), { acts: { '1/0': { snap: -3 } } });
      stage.vlr(4, 2, K.ul3, slow(ulWithInsert), { acts: { '1/1': { snap: -2 } } });
    },
  },
  {
    name: 'hub-copies-and-legs',
    about: `A mirror on top: each packet of both legs twice. Copies are copies and legs are legs: each message counts once, three of its four
showings are one second leg and two copies.`,
    options: legs,
    play: stage => {
      const acts = { '0/0': { copy: 10 }, '0/1': { copy: 10 }, '1/0': { copy: 700, hop: true }, '1/1': { copy: 15 } };
      stage.vlr(1, 1, K.sai2, slow(sai), { acts });
    },
  },
  {
    name: 'hub-undeliverable',
    about:
      'A Begin that comes back through the hub: the UDTS on both legs belongs to the dialogue of the Begin on both legs.',
    options: legs,
    play: stage => {
      stage.vlr(1, 1, K.ul3, [ul3, s.undeliverable(1)]);
      stage.vlr(3, 2, K.sai2, [sai2, s.undeliverable(4)]);
    },
  },
  {
    name: 'hub-abort',
    about: 'Aborts that pass the hub: of the home network, of the opener, of the provider.',
    options: legs,
    play: stage => {
      const [invoke] = s.inserts(K.ul3, [1]);
      stage.vlr(1, 1, K.ul3, [ul3, s.userAbort(1)]);
      stage.vlr(3, 2, K.ul3, [ul3, invoke!, s.userAbort(0, 0)]);
      stage.vlr(5, 3, K.ul3, [ul3, s.providerAbort(1)]);
    },
  },
  {
    name: 'hub-ends-transactions',
    about: `A hub that terminates TCAP: it answers the visited network itself, and asks the home register under its own title and identifiers.
Two dialogues each; operation, IMSI, direction and time agree, so they share a linked_id. A refusal passes through.`,
    options: legs,
    play: stage => {
      stage.ended(1, 1, K.sai2, sai);
      stage.ended(3, 2, K.ul3, [ul3, done3()]);
      stage.ended(5, 3, K.ul3, [ul3, s.refused(K.ul3, 34)]);
      stage.vlr(8, 4, K.sai2, sai);
    },
  },
  {
    name: 'hub-cancels',
    about: `A subscriber moves: updateLocation from the new network, cancelLocation to the old one, both through the hub, at the same time
and about the same subscriber. Nothing is linked: they are other operations.`,
    options: legs,
    play: stage => {
      stage.vlr(1, 1, K.ul3, slow(ulWithInsert));
      const cancel = s.begin(K.cl2, mobility.cancelLocation2, IMSI);
      stage.home(1.1, 1, K.cl2, [cancel, soon(s.result(K.cl2, null), 200)]);
      stage.vlr(1.2, 1, K.sai2, [sai2, soon(vectors2, 100)]);
    },
  },
];
