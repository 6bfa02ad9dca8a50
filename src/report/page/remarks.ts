/** What the records show of the capture's quality. */
import { moment, width } from './format.ts';
import { type Facts, FLAGS, OUTCOMES, type Remark } from './model.ts';
import type { View } from './state.ts';

const MEANINGS: Readonly<Record<(typeof FLAGS)[number], readonly [string, string, Remark['weight']]>> = {
  loss: ['dialogues touched by loss', 'a gap, a cut packet or an unfinished reassembly lies in them', 'notable'],
  edge: ['dialogues at an edge', 'the input begins or ends within them', 'plain'],
  copies: ['dialogues with copies', 'a packet or chunk of them was seen again', 'plain'],
  retransmissions: ['dialogues with retransmissions', 'their request was repeated', 'plain'],
  anonymous: ['dialogues without a subscriber', 'no message told the IMSI: no device counts them', 'plain'],
};

/** Records of the dialogues, through the filter. */
export function recordRemarks(view: View, total: number): Remark[] {
  const { facts } = view;
  const remarks: Remark[] = [];
  const reasons = view.sums('reasons', ['reason']);
  for (const [label, meaning] of [
    [
      '_Incomplete',
      'the answer never came before its time-out: one direction is missing, the node was silent, or packets were lost',
    ],
    ['_InvalidOrder', 'the answer was seen before its request'],
  ]) {
    const place = facts.reasons.indexOf(label);
    const count = place < 0 ? 0 : OUTCOMES.reduce((sum, _, o) => sum + reasons[o * view.labels + place], 0);
    remarks.push({
      what: label,
      count,
      of: total,
      meaning,
      weight: count > total / 20 ? 'bad' : count > 0 ? 'notable' : 'plain',
    });
  }
  const flags = view.sums('flags', ['flag']);
  FLAGS.forEach((flag, i) => {
    const [what, meaning, weight] = MEANINGS[flag];
    remarks.push({ what, count: flags[i] ?? 0, of: total, meaning, weight: flags[i] > 0 ? weight : 'plain' });
  });
  return remarks;
}

/** Stretches of bins without a single dialogue, where so many are usual that this tells something. */
export function silences(facts: Facts, counts: ArrayLike<number>): Remark[] {
  const { time } = facts;
  if (time === null || facts.dialogues / time.bins < 20) return [];
  const first = Math.floor((time.first - time.start) / time.bin);
  const last = Math.floor((time.last - time.start) / time.bin);
  let empty = 0;
  let run = 0;
  let longest = { length: 0, from: 0 };
  for (let i = first; i <= last; i++) {
    run = counts[i] === 0 ? run + 1 : 0;
    if (run > 0) empty++;
    if (run > longest.length) longest = { length: run, from: i - run + 1 };
  }
  if (empty === 0) return [];
  const at = (bin: number): string => moment(time.start + bin * time.bin, Math.min(time.bin, 3600));
  return [
    {
      what: 'silence',
      count: empty,
      of: last - first + 1,
      meaning: `stretches of ${width(time.bin)} without any dialogue; the longest from ${at(longest.from)} to ${at(longest.from + longest.length)} UTC`,
      weight: 'bad',
    },
  ];
}
