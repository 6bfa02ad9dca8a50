/** How MAP dialogues go: building blocks of scripts, and the scripts themselves. */
import type { Back } from './back.ts';
import {
  type Component,
  type Dialogue,
  DTID,
  type Kind,
  MSISDN,
  NO_PORTION,
  OPENER,
  type Outcome,
  PROVIDER_ABORT,
  REFUSAL,
  REQUEST,
  RESPONDER,
  RESPONSE,
  Script,
  type Step,
  SUCCESS,
  step,
  USER_ABORT,
} from './dialogue.ts';
import { ERRORS } from './map-kinds.ts';
import * as subscriber from './map-subscriber.ts';
import * as values from './map-values.ts';
import { ABORT, BEGIN, CONTINUE, END, ERROR, INVOKE, REJECT, RESULT, RESULT_NOT_LAST } from './tcap.ts';

type Writer = ((w: Back, d: Dialogue) => void) | null;

const MS = 1000;
/** How long the home network thinks, and how long the visited one. */
const HOME = { least: 15 * MS, mean: 180 * MS };
const VISITED = { least: 8 * MS, mean: 90 * MS };

export function component(
  kind: number,
  invokeId: number,
  operation: number,
  code: number,
  parameter: Writer,
): Component {
  return { kind, invokeId, operation, code, parameter };
}

/** The Begin with the operation that opens the dialogue. */
export function begin(kind: Kind, parameter: Writer, learns: number, invokeId = 1): Step {
  return step({
    side: OPENER,
    type: BEGIN,
    portion: kind.context === 0 ? NO_PORTION : REQUEST,
    components: [component(INVOKE, invokeId, kind.operationCode, 0, parameter)],
    learns,
  });
}

/** The responder's End with the operation's result. `first`: nothing came from the responder before. */
export function result(kind: Kind, parameter: Writer, first = true, learns = 0, invokeId = 1): Step {
  return step({
    ...HOME,
    side: RESPONDER,
    type: END,
    portion: kind.context === 0 || !first ? NO_PORTION : RESPONSE,
    components: [component(RESULT, invokeId, parameter === null ? -1 : kind.operationCode, 0, parameter)],
    outcome: SUCCESS,
    answers: true,
    learns,
  });
}

/** The responder's End with a ReturnError. `parameter` and its value where the error carries one. */
export function refused(kind: Kind, code: number, parameter: Writer = null, value = -1, first = true): Step {
  return step({
    ...HOME,
    side: RESPONDER,
    type: END,
    portion: kind.context === 0 || !first ? NO_PORTION : RESPONSE,
    components: [component(ERROR, 1, -1, code, parameter)],
    outcome: {
      outcome: kind.type === 'CL' ? 'error' : 'reject',
      reason: ERRORS[code] as string,
      cause: value >= 0 ? value : code,
    },
    answers: true,
  });
}

/** roamingNotAllowed with its cause; a bare ENUMERATED before version 3. */
export function roamingNotAllowed(kind: Kind, cause: number, first = true): Step {
  return refused(kind, 8, kind.version >= 3 ? values.enumerated(cause) : values.bareEnumerated(cause), cause, first);
}

/** unknownSubscriber with its diagnostic (version 3). */
export function unknownSubscriber(kind: Kind, diagnostic: number): Step {
  return kind.version >= 3 ? refused(kind, 1, values.enumerated(diagnostic), diagnostic) : refused(kind, 1);
}

/** The responder's End with a Reject component: problem tag << 8 | problem. */
export function rejected(kind: Kind, problem: number): Step {
  return step({
    ...HOME,
    side: RESPONDER,
    type: END,
    portion: kind.context === 0 ? NO_PORTION : RESPONSE,
    components: [component(REJECT, 1, -1, problem, null)],
    outcome: { outcome: 'error', reason: 'Reject', cause: problem },
    answers: true,
  });
}

function abortOutcome(cause: number | null): Outcome {
  return { outcome: 'error', reason: 'Abort', cause };
}

/** P-Abort with its cause (Q.773 §3.1.5). */
export function providerAbort(cause: number, side: 0 | 1 = RESPONDER): Step {
  return step({ ...HOME, side, type: ABORT, value: cause, outcome: abortOutcome(cause), answers: side === RESPONDER });
}

/** U-Abort with map-userAbort and its choice. */
export function userAbort(choice: number, side: 0 | 1 = RESPONDER): Step {
  return step({
    ...HOME,
    side,
    type: ABORT,
    portion: USER_ABORT,
    value: choice,
    outcome: abortOutcome(choice),
    answers: side === RESPONDER,
  });
}

/** U-Abort with map-providerAbort and its reason. */
export function mapProviderAbort(reason: number): Step {
  return step({
    ...HOME,
    side: RESPONDER,
    type: ABORT,
    portion: PROVIDER_ABORT,
    value: reason,
    outcome: abortOutcome(reason),
    answers: true,
  });
}

/** Abort with an AARE that refuses the context (diagnostic 2), or with map-refuse inside (diagnostic 1). */
export function contextRefused(diagnostic: 1 | 2): Step {
  return step({
    ...HOME,
    side: RESPONDER,
    type: ABORT,
    portion: REFUSAL,
    value: diagnostic,
    outcome: abortOutcome(diagnostic === 1 ? 0 : diagnostic), // map-refuse: noReasonGiven
    answers: true,
  });
}

/** The Begin comes back: UDTS with its return cause. */
export function undeliverable(cause: number): Step {
  return step({
    least: 2 * MS,
    mean: 30 * MS,
    side: RESPONDER,
    returned: cause,
    outcome: { outcome: 'error', reason: 'Undeliverable', cause },
  });
}

/** Puts off a step: `least` microseconds and `mean` beyond. */
export function late(s: Step, least: number, mean: number): Step {
  return { ...s, least, mean };
}

/** The same under another name: codes of errors mean other things in phase 1. */
export function named(s: Step, reason: string): Step {
  return { ...s, outcome: { outcome: s.outcome!.outcome, reason, cause: s.outcome!.cause } };
}

export function script(steps: readonly Step[]): Script {
  return new Script(steps);
}

/** The result in a Continue, and the opener ends: its End carries the responder's identifier alone. */
export function moreToSend(kind: Kind): Step[] {
  const answer = result(kind, null);
  return [
    { ...answer, type: CONTINUE, outcome: null, learns: DTID },
    step({ ...VISITED, side: OPENER, type: END, outcome: SUCCESS }),
  ];
}

const INSERTS: readonly Writer[] = [
  subscriber.insertHead,
  subscriber.insertServices,
  subscriber.insertGprs,
  subscriber.insertBarring,
  subscriber.insertServices,
  subscriber.insertBarring,
];
const GPRS_INSERTS: readonly Writer[] = [subscriber.insertGprs, subscriber.insertBarring, subscriber.insertGprs];

/**
 * Rounds of insertSubscriberData: `groups` says how many invokes go in each Continue of the home network. The visited
 * network answers each Continue with one of its own, results in the same order.
 */
export function inserts(kind: Kind, groups: readonly number[], gprs = false): Step[] {
  const steps: Step[] = [];
  const bodies = gprs ? GPRS_INSERTS : INSERTS;
  let id = 0;
  for (const [round, size] of groups.entries()) {
    const invokes: Component[] = [];
    const results: Component[] = [];
    let learns = DTID;
    for (let i = 0; i < size; i++, id++) {
      const body = bodies[id % bodies.length] as Writer;
      if (body === subscriber.insertHead || body === subscriber.insertGprs) learns |= MSISDN;
      invokes.push(component(INVOKE, id + 1, 7, 0, body));
      results.push(component(RESULT, id + 1, -1, 0, null));
    }
    steps.push(
      step({
        ...HOME,
        side: RESPONDER,
        type: CONTINUE,
        portion: kind.context === 0 || round > 0 ? NO_PORTION : RESPONSE,
        components: invokes,
        isd: size,
        learns,
      }),
      step({ ...VISITED, side: OPENER, type: CONTINUE, components: results }),
    );
  }
  return steps;
}

/** A result in two parts: ReturnResultNotLast in a Continue, the visited side's empty Continue, the rest in the End. */
export function inTwoParts(kind: Kind, first: Writer, second: Writer): Step[] {
  return [
    step({
      ...HOME,
      side: RESPONDER,
      type: CONTINUE,
      portion: RESPONSE,
      components: [component(RESULT_NOT_LAST, 1, kind.operationCode, 0, first)],
      learns: DTID,
      answers: true,
    }),
    step({ ...VISITED, side: OPENER, type: CONTINUE }),
    result(kind, second, false),
  ];
}
