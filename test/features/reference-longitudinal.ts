/** Times between: in tunnels, in sessions and from session to session. */
import { deviationSeconds, gaps, meanSeconds } from './reference-numbers.ts';
import type { Device, Features, Session } from './reference-records.ts';
import { holdsGtp, startOf } from './reference-sessions.ts';
import { durationMicros } from './reference-tunnels.ts';

const contextDurations = ({ tunnels }: Device): bigint[] =>
  tunnels.map(durationMicros).filter(duration => duration !== null);

/** Deletes are passed over: an Update is measured from the Create or Update before it. */
function beforeUpdates({ tunnels }: Device): bigint[] {
  return tunnels.flatMap(tunnel => {
    const steps = tunnel.dialogues.filter(({ type }) => type !== 'PDP_DELETE');
    return steps
      .map((step, i) => ({ step, before: steps[i - 1] }))
      .filter(({ step, before }) => step.type === 'PDP_UPDATE' && before !== undefined)
      .map(({ step, before }) => step.start_time - before.start_time);
  });
}

const insideSessions = ({ sessions }: Device): bigint[] =>
  sessions.flatMap(({ dialogues }) => gaps(dialogues.map(({ start_time }) => start_time)));

/** Sessions are picked first, then taken as consecutive. */
const betweenSessions = ({ sessions }: Device, which: (session: Session) => boolean): bigint[] =>
  gaps(sessions.filter(which).map(startOf));

const any = (): boolean => true;
const signalling = (session: Session): boolean => !holdsGtp(session);

export const LONGITUDINAL: Features = {
  mean_context_duration: device => meanSeconds(contextDurations(device)),
  sd_context_duration: device => deviationSeconds(contextDurations(device)),
  mean_dt_update: device => meanSeconds(beforeUpdates(device)),
  sd_dt_update: device => deviationSeconds(beforeUpdates(device)),
  mean_iat_in_session: device => meanSeconds(insideSessions(device)),
  sd_iat_in_session: device => deviationSeconds(insideSessions(device)),
  mean_session_iat: device => meanSeconds(betweenSessions(device, any)),
  sd_session_iat: device => deviationSeconds(betweenSessions(device, any)),
  mean_session_iat_pdp: device => meanSeconds(betweenSessions(device, holdsGtp)),
  sd_session_iat_pdp: device => deviationSeconds(betweenSessions(device, holdsGtp)),
  mean_session_iat_sig: device => meanSeconds(betweenSessions(device, signalling)),
  sd_session_iat_sig: device => deviationSeconds(betweenSessions(device, signalling)),
};
