/** Where the input begins and ends, several files, several taps. */
import { accepted, GTP_KINDS as G, repeated } from '../gtp-scripts.ts';
import * as s from '../map-scripts.ts';
import type { Stage } from '../stage.ts';
import type { Scenario } from './scenario.ts';
import { done3, K, sai, sai2, soon, ul3, ulWithInsert, ussd, vectors2, well } from './steps.ts';

const slow = (steps: readonly Parameters<typeof soon>[0][], ms = 300) =>
  steps.map((x, i) => (i === 0 ? x : soon(x, ms)));

/** A bit of everything, so that something is always open. */
function traffic(stage: Stage, count: number): void {
  for (let i = 0; i < count; i++) {
    if (i % 3 === 0) stage.vlr(1 + i / 4, i % 20, K.sai2, slow(sai));
    else if (i % 3 === 1) stage.vlr(1 + i / 4, i % 20, K.ul3, slow([ul3, ...s.inserts(K.ul3, [1, 1]), done3(false)]));
    else {
      const t = stage.open(i % 20);
      stage.tunnel(1 + i / 4, t, G.create, slow(well('create')));
      stage.tunnel(4 + i / 4, t, G.delete, slow(well('delete')));
    }
  }
}

export const INPUTS: readonly Scenario[] = [
  {
    name: 'edge-start',
    about: `The capture begins at ten seconds, in the middle: of two updates of location and a create the request lies before it. Their
answers are orphans with edge start (--orphans keeps them as records); the two dialogues behind are whole.`,
    options: { start: 10 },
    play: stage => {
      stage.vlr(9.5, 1, K.ul3, slow([ul3, ...s.inserts(K.ul3, [1]), done3(false)], 400));
      stage.vlr(9.8, 2, K.sai2, slow([sai2, vectors2], 400));
      stage.tunnel(9.9, stage.open(3), G.create, slow(well('create'), 400));
      stage.vlr(11, 4, K.ul3, slow(ulWithInsert));
      stage.vlr(12, 5, K.sai2, slow(sai));
    },
  },
  {
    name: 'edge-end',
    about: `The input ends while requests are inside their time-outs: _Incomplete with edge end, an updateLocation after its inserts, an
authentication, a create, a USSD request of minutes ago. One that was past its time-out is no edge.`,
    play: stage => {
      stage.vlr(1, 1, K.sai2, [sai2]);
      stage.vlr(2, 2, K.ussd, [ussd]);
      stage.vlr(100, 3, K.ul3, slow([ul3, ...s.inserts(K.ul3, [1])]));
      stage.vlr(101, 4, K.sai2, [sai2]);
      stage.tunnel(102, stage.open(5), G.create, repeated('create', 1));
      stage.vlr(103, 6, K.sai2, slow(sai));
    },
  },
  {
    name: 'rotating',
    about: `Five files of one rotating capture are one input: dialogues and tunnels that begin in one go on in another. A record names the
file of its first message; frame numbers count within each file.`,
    options: { rotate: 5, framesAFile: 24 },
    play: stage => traffic(stage, 24),
  },
  {
    name: 'two-taps',
    about: `Two taps, each on some of the links, each with a file of its own; a request may stand in one and its answer in the other. Read
together they are one input in the order of time.`,
    options: { taps: 2 },
    play: stage => traffic(stage, 18),
  },
  {
    name: 'skewed-taps',
    about: `Two taps whose clocks differ by 0.8 s: an answer may stand in one before its request stands in the other. Within --tap-skew (a
second unless told) that says nothing, and the dialogues are in order; times stay those of the taps, and no response time is below 0. With
--tap-skew 0 those answers are _InvalidOrder.`,
    options: { taps: 2, skew: 0.8 },
    play: stage => traffic(stage, 18),
  },
  {
    name: 'identifier-over-files',
    about: `An identifier that is taken again in a later file, a retransmission that stands in the file behind its request, a copy that does:
state crosses from file to file.`,
    options: { rotate: 4, framesAFile: 6 },
    play: stage => {
      const { people } = stage.cast;
      people.visited[2] = people.visited[1]!;
      people.vlr[2] = people.vlr[1]!;
      stage.vlr(1, 1, K.ul3, slow(ulWithInsert), {
        otid: '000000a1',
        acts: { 0: { copy: 400_000 }, 3: { copy: 900_000 } },
      });
      stage.tunnel(2, stage.open(3), G.create, [...repeated('create', 2), soon(accepted('create'), 100)]);
      stage.vlr(9, 2, K.ul3, slow(ulWithInsert), { otid: '000000a1' });
    },
  },
];
