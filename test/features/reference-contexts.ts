/** Contexts (tunnels) and sessions. */
import { COUNTS } from './reference-counts.ts';
import { ratio } from './reference-numbers.ts';
import { n } from './reference-overall.ts';
import type { Device, Features, Session } from './reference-records.ts';
import { holdsGtp, holdsSai, sequenceOf } from './reference-sessions.ts';
import { isValid } from './reference-tunnels.ts';

const n_contexts_total = ({ tunnels }: Device): number => tunnels.length;
const n_contexts_valid = ({ tunnels }: Device): number => tunnels.filter(isValid).length;

export const CONTEXTS: Features = {
  n_contexts_total,
  n_contexts_valid,
  pct_contexts_valid: device => ratio(n_contexts_valid(device), n_contexts_total(device)),
};

const n_sessions = ({ sessions }: Device): number => sessions.length;

function shareOfSessions(device: Device, which: (session: Session) => boolean): number {
  return ratio(device.sessions.filter(which).length, n_sessions(device));
}

/** The most frequent first, until they make up so many percent. */
function fewestSequences({ sessions }: Device, percent: number): number {
  const times = new Map<string, number>();
  for (const sequence of sessions.map(sequenceOf)) times.set(sequence, (times.get(sequence) ?? 0) + 1);
  const falling = [...times.values()].sort((a, b) => b - a);
  let covered = 0;
  let taken = 0;
  while (covered * 100 < percent * sessions.length) covered += falling[taken++];
  return taken;
}

const alone = (session: Session): boolean => sequenceOf(session) === 'SAI';

export const SESSIONS: Features = {
  n_sessions,
  pct_sessions_with_sai: device => shareOfSessions(device, holdsSai),
  pct_sessions_with_pdp: device => shareOfSessions(device, ({ tunnel }) => tunnel !== null && isValid(tunnel)),
  pct_sessions_without_pdp: device => shareOfSessions(device, session => !holdsGtp(session)),
  top_90pct_sessions: device => fewestSequences(device, 90),
  top_99pct_sessions: device => fewestSequences(device, 99),
  mean_number_of_messages_per_session: device => ratio(n(device), n_sessions(device)),
  pct_of_sais_alone: device => ratio(device.sessions.filter(alone).length, COUNTS.n_sai(device)),
};
