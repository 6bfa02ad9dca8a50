/** What decode's summary says about the capture, as remarks: what is missing, cut, duplicated, one-way. */
import { OperatorError } from '../../errors.ts';
import type { Quality, Remark } from '../page/model.ts';
import type { Summary } from '../summary.ts';
import { faultText } from '../text.ts';
import { readJson } from './inputs.ts';

const CLASSES: Readonly<Record<string, string>> = {
  cut: 'cut by the snap length of the capture',
  short: 'ran out of octets',
  bad: 'octets that contradict each other',
  unknown: 'valid, but of a kind that is not decoded',
};

function list<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? value : [];
}

/** Of a summary that was read; an OperatorError names one that is none. */
export async function readQuality(path: string): Promise<Quality> {
  const given = await readJson(path);
  try {
    const quality = qualityOf(given);
    if (isWhole(quality)) return quality;
  } catch {
    // Parts that are of another kind than they should be.
  }
  throw new OperatorError('not-a-summary', `${path}: it is no summary: is it what sigprobe wrote?`);
}

function isWhole({ inputs, packets, octets, messages, tunnels, remarks, ...others }: Quality): boolean {
  const numbers: unknown[] = [packets, octets, tunnels.opened, tunnels.closed];
  const texts: unknown[] = [...inputs];
  for (const [name, count] of messages) {
    texts.push(name);
    numbers.push(count);
  }
  for (const { what, count, of, meaning, first } of remarks) {
    texts.push(what, meaning, first ?? '');
    numbers.push(count, of ?? 0);
  }
  const { interrupted, firstTime, lastTime } = others;
  texts.push(interrupted ?? '', firstTime ?? '', lastTime ?? '');
  return numbers.every(Number.isFinite) && texts.every(text => typeof text === 'string');
}

/** Takes any object: a summary of another version may lack parts. */
export function qualityOf(given: Record<string, unknown>): Quality {
  const summary = given as Partial<Summary>;
  const remarks: Remark[] = [];
  const packets = Number(summary.packets ?? 0);
  const total = summary.dialogues?.total ?? 0;
  const say = (
    what: string,
    count: number | undefined,
    of: number,
    meaning: string,
    weight: Remark['weight'] = 'notable',
  ): void => {
    if (count !== undefined && count > 0) remarks.push({ what, count, of, meaning, weight });
  };
  say(
    'packets cut by the snap length',
    summary.snapped_packets,
    packets,
    'capture with a larger -s to have them whole',
  );
  say(
    'dialogues answered but never asked (orphans)',
    summary.orphans?.dialogues,
    total,
    'answers whose request is not in the capture: one direction is missing, or packets were lost',
    total > 0 && (summary.orphans?.dialogues ?? 0) > total / 20 ? 'bad' : 'notable',
  );
  say(
    '… of them at the start of the input',
    summary.orphans?.at_start,
    total,
    'asked before the capture began',
    'plain',
  );
  say(
    'dialogues at an edge of the input',
    summary.dialogues?.edges,
    total,
    'the input begins or ends within them',
    'plain',
  );
  say(
    'copies',
    summary.dialogues?.copies,
    packets,
    'the same packet or chunk seen again: a mirror of both ports, or SCTP',
    'plain',
  );
  say('second legs', summary.dialogues?.second_legs, total, 'the same dialogue on the other side of the hub', 'plain');
  say('retransmissions', summary.dialogues?.retransmissions, total, 'requests repeated with the same key', 'plain');
  for (const found of list(summary.anomalies)) {
    const first = `frame ${found.frame} of ${found.file}`;
    remarks.push({ what: found.code, count: found.count, meaning: found.text, first, weight: 'notable' });
  }
  for (const fault of list(summary.faults)) {
    const { first } = fault;
    remarks.push({
      what: `${fault.protocol}: ${fault.what}`,
      count: fault.count,
      of: packets,
      meaning: `${CLASSES[fault.class] ?? fault.class}; first ${faultText({ ...fault, ...first })}`,
      first: `frame ${first.frame} of ${first.file}`,
      weight: fault.class === 'bad' ? 'bad' : 'notable',
    });
  }
  say('other faults', summary.other_faults, packets, 'beyond the kinds that are listed');
  const notes = new Map<string, { count: number; text: string }>();
  for (const { code, text } of list(summary.notes)) notes.set(code, { count: (notes.get(code)?.count ?? 0) + 1, text });
  for (const [code, { count, text }] of notes) remarks.push({ what: code, count, meaning: text, weight: 'bad' });
  say('batches set aside', summary.set_aside_total, packets, 'a fault of sigprobe took them out of the run', 'bad');
  return {
    inputs: list(summary.inputs),
    interrupted: summary.interrupted ?? null,
    packets,
    octets: Number(summary.octets ?? 0),
    firstTime: summary.first_time ?? null,
    lastTime: summary.last_time ?? null,
    messages: Object.entries(summary.messages ?? {}),
    tunnels: { opened: summary.tunnels?.opened ?? 0, closed: summary.tunnels?.closed ?? 0 },
    remarks,
  };
}
