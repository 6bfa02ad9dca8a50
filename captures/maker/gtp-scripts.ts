/** How GTP dialogues go. */
import {
  APN,
  GGSN_END,
  IMEI,
  IMSI,
  type Kind,
  MSISDN,
  NSAPI,
  OPENER,
  PDP_TYPE,
  RESPONDER,
  SGSN_END,
  type Step,
  SUCCESS,
  step,
  type TypeName,
  USER_ADDRESS,
} from './dialogue.ts';
import * as gtp from './gtp.ts';

const MS = 1000;
/** T3-RESPONSE: seconds between a request and its repetition. TS 29.060 §11. */
const T3 = 5000 * MS;
const ANSWER = { least: 5 * MS, mean: 70 * MS };

function kind(type: TypeName, operation: string, operationCode: number): Kind {
  return {
    protocol: 'gtp',
    type,
    operation,
    operationCode,
    version: 0,
    context: 0,
    contextName: '',
    timeout: 30e6,
    visitedNode: type === 'OTHER' ? '' : 'SGSN',
    references: false,
  };
}

export const GTP_KINDS = {
  create: kind('PDP_CREATE', 'Create PDP Context Request', gtp.CREATE_REQUEST),
  secondary: kind('PDP_CREATE', 'Create PDP Context Request', gtp.CREATE_REQUEST),
  update: kind('PDP_UPDATE', 'Update PDP Context Request', gtp.UPDATE_REQUEST),
  updateByGgsn: kind('PDP_UPDATE', 'Update PDP Context Request', gtp.UPDATE_REQUEST),
  delete: kind('PDP_DELETE', 'Delete PDP Context Request', gtp.DELETE_REQUEST),
  deleteByGgsn: kind('PDP_DELETE', 'Delete PDP Context Request', gtp.DELETE_REQUEST),
  echo: kind('OTHER', 'Echo Request', gtp.ECHO_REQUEST),
} as const;

/** Causes of refusal: TS 29.060 §7.7.1 table 38. The reason's label where the specification of records gives its own. */
export const CAUSES: Readonly<Record<number, string>> = {
  192: 'Non-existent',
  199: 'No resources available',
  200: 'Service not supported',
  201: 'Mandatory IE incorrect',
  204: 'System failure',
  209: 'User authentication failed',
  210: 'Context not found',
  211: 'All dynamic PDP addresses are occupied',
  219: 'Missing or unknown APN',
  220: 'Unknown PDP address or PDP type',
  222: 'APN Access Denied',
  229: 'APN Congestion',
};

const create = step({
  side: OPENER,
  type: gtp.CREATE_REQUEST,
  body: gtp.createRequest,
  learns: IMSI | MSISDN | IMEI | APN | NSAPI | SGSN_END | PDP_TYPE,
});
const update = step({
  side: OPENER,
  type: gtp.UPDATE_REQUEST,
  body: gtp.updateRequest,
  learns: NSAPI | SGSN_END | GGSN_END,
});
// The TEID in a header is the receiver's.
const updateByGgsn = step({
  side: OPENER,
  type: gtp.UPDATE_REQUEST,
  body: gtp.updateRequestByGgsn,
  learns: NSAPI | SGSN_END,
});
const remove = step({ side: OPENER, type: gtp.DELETE_REQUEST, body: gtp.deleteRequest, learns: NSAPI | GGSN_END });
const removeByGgsn = step({ ...remove, learns: NSAPI | SGSN_END });
const secondary = step({
  side: OPENER,
  type: gtp.CREATE_REQUEST,
  body: gtp.secondaryRequest,
  learns: NSAPI,
});
const echo = step({ side: OPENER, type: gtp.ECHO_REQUEST, body: gtp.nothing });

export const REQUESTS = {
  create,
  secondary,
  update,
  updateByGgsn,
  delete: remove,
  deleteByGgsn: removeByGgsn,
  echo,
} as const;
export type Request = keyof typeof REQUESTS;

export function accepted(request: Request, cause = 128): Step {
  const success = { ...SUCCESS, cause };
  const common = { ...ANSWER, side: RESPONDER, cause, outcome: success, answers: true } as const;
  switch (request) {
    case 'create':
      return step({
        ...common,
        type: gtp.CREATE_RESPONSE,
        body: gtp.createResponse,
        learns: GGSN_END | USER_ADDRESS | PDP_TYPE,
      });
    case 'secondary':
      return step({ ...common, type: gtp.CREATE_RESPONSE, body: gtp.secondaryResponse });
    case 'update':
      return step({ ...common, type: gtp.UPDATE_RESPONSE, body: gtp.updateResponse, learns: GGSN_END });
    case 'updateByGgsn':
      return step({ ...common, type: gtp.UPDATE_RESPONSE, body: gtp.updateResponseBySgsn });
    case 'echo':
      return step({ ...common, type: gtp.ECHO_RESPONSE, body: gtp.echoResponse, cause: 0, outcome: SUCCESS });
    default:
      return step({ ...common, type: gtp.DELETE_RESPONSE, body: gtp.causeAlone });
  }
}

/** An answer with a cause from 192 up. */
export function denied(request: Request, cause: number): Step {
  return step({
    ...ANSWER,
    side: RESPONDER,
    type: REQUESTS[request].type + 1,
    body: gtp.causeAlone,
    cause,
    outcome: { outcome: 'error', reason: CAUSES[cause] as string, cause },
    answers: true,
  });
}

/** The request, and again `times` times at T3. */
export function repeated(request: Request, times: number): Step[] {
  const first = REQUESTS[request];
  return [first, ...new Array<Step>(times).fill({ ...first, least: T3, mean: 0, again: true })];
}
