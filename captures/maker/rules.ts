/**
 * Which folder shows which rule of dialogues (the paragraphs are those of the specification of dialogues, in the project's own
 * words), and what a record of it must say for the rule to be seen there: a test holds each row against the records, and the
 * README beside this has the table.
 */
type Value = string | number | boolean | null;
type Seen = Readonly<Record<string, Value>>;

export interface Rule {
  readonly paragraph: string;
  readonly rule: string;
  /** Folders that show it. */
  readonly folders: readonly string[];
  /** Columns of a record in the first of them; several: a record each. */
  readonly seen: readonly Seen[];
  /** An anomaly that its summary counts. */
  readonly anomaly?: string;
}

const rule = (paragraph: string, text: string, folders: string, ...seen: Seen[]): Rule => ({
  paragraph,
  rule: text,
  folders: folders.split(' '),
  seen,
});

export const RULES: readonly Rule[] = [
  rule('1', 'SAI, version 1 by sendParameters', 'sai', { type: 'SAI', operation: 'sendParameters', map_version: 1 }),
  rule('1', 'UL with its inserts counted', 'ul-success', { type: 'UL', n_isd: 6 }, { type: 'UL', n_isd: 0 }),
  rule('1', 'UL_GPRS', 'ul-gprs', { type: 'UL_GPRS', outcome: 'success' }),
  rule('1', 'CL', 'cl hub-cancels', { type: 'CL', outcome: 'success' }),
  rule(
    '1',
    'PDP_CREATE, PDP_UPDATE, PDP_DELETE',
    'pdp-lifecycle',
    { type: 'PDP_CREATE' },
    { type: 'PDP_UPDATE' },
    { type: 'PDP_DELETE' },
  ),
  rule('1', 'all else is OTHER, by its own name', 'other-operations data-management short-messages ussd echo', {
    type: 'OTHER',
    operation: 'purgeMS',
  }),
  rule('1', 'CAP', 'cap', { type: 'OTHER', protocol: 'CAP', operation: 'initialDP', map_version: null }),
  rule('2', 'a success has no reason', 'ul-success', { outcome: 'success', reason: null }),
  rule('2', 'an error of SAI, UL or UL_GPRS is a reject by its name', 'ul-reject sai-reject', {
    outcome: 'reject',
    reason: 'UnknownSubscriber',
  }),
  rule('2', 'roamingNotAllowed keeps its cause', 'ul-reject', { reason: 'RoamingNotAllowed', cause_code: 3 }),
  rule('2', 'phase 1 names errors otherwise', 'errors-phase-1', { map_version: 1, reason: 'BusySubscriber' }),
  rule(
    '2',
    'APN Access Denied, APN Congestion, other causes from 192 up',
    'pdp-rejects',
    { reason: 'APN Access Denied', cause_code: 222 },
    { reason: 'APN Congestion', cause_code: 229 },
    { reason: 'No resources available' },
  ),
  rule('2', 'Abort, of provider and user, with its cause', 'aborts hub-abort', {
    outcome: 'error',
    reason: 'Abort',
    cause_code: 4,
  }),
  rule('2', 'Reject, with its problem', 'reject-component', { outcome: 'error', reason: 'Reject', cause_code: 0x8102 }),
  rule('2', 'the error of a CL is no reject', 'cl', { type: 'CL', outcome: 'error', reason: 'DataMissing' }),
  rule('2', 'a request without answer is _Incomplete', 'timeouts', {
    outcome: 'error',
    reason: '_Incomplete',
    edge: null,
  }),
  rule('2', 'one asks twice, and one of the two is answered', 'unanswered-then-answered', { reason: '_Incomplete' }),
  rule(
    '2',
    'accepted causes differ and are all success',
    'pdp-accepted',
    { outcome: 'success', cause_code: 129 },
    { outcome: 'success', cause_code: 130 },
  ),
  rule('2', 'a delete answered Non-existent closes the tunnel', 'delete-non-existent', {
    type: 'PDP_DELETE',
    reason: 'Non-existent',
    cause_code: 192,
  }),
  rule('3', 'both identifiers find the dialogue', 'both-identifiers crossed-identifiers', {
    outcome: 'success',
    matched_by: 'tid+address',
  }),
  rule('3', 'nodes reuse each other’s identifiers', 'same-identifier hub-same-identifier', {
    otid: '00000001',
    outcome: 'success',
  }),
  rule('3', 'where routing is on SSN the point code and SSN tell', 'routed-on-ssn', {
    outcome: 'success',
    matched_by: 'tid',
  }),
  rule('3', 'the title that answers is not the one asked', 'title-translation', { outcome: 'success' }),
  rule('3', 'load sharing over associations, links and point codes', 'load-sharing', { outcome: 'success' }),
  rule('3', 'the first part of a segmented result closes nothing', 'segmented-result', {
    type: 'SAI',
    outcome: 'success',
    n_messages: 4,
  }),
  rule('3', 'pre-arranged end: silence where the class allows it', 'prearranged-end', {
    outcome: 'success',
    n_messages: 1,
  }),
  {
    ...rule('3', 'an identifier is used again', 'identifier-reused', { reason: '_Incomplete' }),
    anomaly: 'identifier-reused',
  },
  rule(
    '3',
    'version 1 where the Begin has no dialogue portion',
    'versions',
    { map_version: 1 },
    { map_version: 2 },
    { map_version: 3 },
  ),
  rule('3', 'version fallback, linked', 'fallback-context fallback-p-abort', { reason: 'Abort' }),
  rule('3', 'and what is none', 'fallback-not', { linked_id: null }),
  rule('3', 'identifiers are octets with a length', 'identifier-lengths', { otid: '01' }, { otid: '0001' }),
  rule('3', 'a Continue by its sender’s own identifier where the first answer is lost', 'first-answer-lost', {
    outcome: 'success',
    capture_loss: true,
  }),
  rule('4', 'requester, responder, sequence number, types', 'pdp-lifecycle', {
    matched_by: 'sequence',
    outcome: 'success',
  }),
  rule('4', 'answers from another address', 'gtp-other-address', { matched_by: 'sequence+teid', outcome: 'success' }),
  rule('4', 'retransmissions open nothing', 'gtp-retransmission', { retransmissions: 2, n_messages: 2 }),
  rule('4', 'sequence numbers come round', 'gtp-sequence-reuse', { outcome: 'success' }),
  rule('4', 'an inherited control TEID', 'secondary-context', { type: 'PDP_CREATE', outcome: 'success' }),
  rule('4', 'updates and deletes get device and APN from the tunnel', 'pdp-lifecycle one-device-many-tunnels', {
    type: 'PDP_DELETE',
    outcome: 'success',
  }),
  rule('4', 'in both directions', 'network-initiated', { type: 'PDP_UPDATE', outcome: 'success' }),
  rule('4', 'a tunnel that moves', 'sgsn-change', { type: 'PDP_UPDATE', outcome: 'success' }),
  rule('4', 'teardown, and one NSAPI alone', 'teardown', { type: 'PDP_DELETE', outcome: 'success' }),
  {
    ...rule('4', 'a restart closes tunnels', 'ggsn-restart sgsn-restart', { imsi: null, type: 'PDP_UPDATE' }),
    anomaly: 'node-restart',
  },
  {
    ...rule('4', 'and the create that brings it survives', 'restart-by-create', {
      type: 'PDP_CREATE',
      outcome: 'success',
    }),
    anomaly: 'node-restart',
  },
  rule('4', 'a tunnel from before the capture', 'older-tunnel', { imsi: null, outcome: 'success' }),
  rule(
    '5',
    'GTP: 30 s after the last transmission',
    'gtp-timeout gtp-late-answer',
    { reason: '_Incomplete' },
    { outcome: 'success' },
  ),
  rule('5', 'MAP timer s', 'timeout-short', { outcome: 'success' }, { reason: '_Incomplete' }),
  rule('5', 'MAP timer m', 'timeout-medium', { outcome: 'success' }, { reason: '_Incomplete' }),
  rule('5', 'MAP timer ml', 'timeout-medium-long', { outcome: 'success' }),
  rule('5', 'MAP timer l', 'timeout-long', { reason: '_Incomplete' }),
  rule('5', 'an answer waits for its request', 'answer-first', { outcome: 'error', reason: '_InvalidOrder' }),
  rule('5', 'and not beyond the window: an orphan', 'orphan lost-begin undeliverable-alone', { reason: '_Incomplete' }),
  rule('5', 'order inside a UL', 'insert-result-first closing-result-first inserts-out-of-order', {
    type: 'UL',
    reason: '_InvalidOrder',
  }),
  rule('5', 'clocks of taps that differ', 'skewed-taps two-taps', { response_time: 0, outcome: 'success' }),
  rule('5', 'time that runs backwards', 'time-backwards', { outcome: 'success' }),
  rule('5', 'copies by a mirror', 'mirrored hub-copies-and-legs', { copies: 2, outcome: 'success' }),
  rule('3', 'forty dialogues in shared packets', 'bundled', { outcome: 'success' }),
  rule('5', 'copies by SCTP', 'chunk-again chunk-again-after-loss', { copies: 2 }),
  rule('5', 'hub legs are one dialogue', 'hub-transit hub-leg-lost hub-one-leg hub-leg-cut', {
    legs: 2,
    outcome: 'success',
  }),
  rule('5', 'the End of one leg closes not the other', 'hub-end-of-one-leg', {
    legs: 2,
    outcome: 'success',
    n_messages: 2,
  }),
  { ...rule('5', 'a leg too late opens nothing', 'hub-late-leg', { legs: 2, copies: 0 }), anomaly: 'late-leg' },
  rule('5', 'a hub that ends transactions: two, linked', 'hub-ends-transactions', { legs: 1, outcome: 'success' }),
  rule('5', 'UDTS', 'undeliverable hub-undeliverable', {
    reason: 'Undeliverable',
    cause_code: 1,
    matched_by: 'returned',
  }),
  rule('5', 'XUDTS', 'undeliverable-xudts', { reason: 'Undeliverable', cause_code: 4 }),
  rule('5', 'LUDTS', 'undeliverable-ludts', { reason: 'Undeliverable', cause_code: 5 }),
  rule('5', 'edge: the input ends', 'edge-end', { reason: '_Incomplete', edge: 'end' }),
  rule('5', 'edge: the input begins', 'edge-start', { outcome: 'success' }),
  rule('5', 'files of one rotating capture are one input', 'rotating identifier-over-files', { outcome: 'success' }),
  {
    ...rule('5', 'loss: a gap in sequence numbers', 'lost-answer lost-insert-result', {
      reason: '_Incomplete',
      capture_loss: true,
    }),
    anomaly: 'tsn-gap',
  },
  rule('5', 'loss: a snapped packet', 'snapped', { capture_loss: true }),
  {
    ...rule('5', 'loss: an unfinished IP reassembly', 'ip-fragments', { capture_loss: true }),
    anomaly: 'ip-fragments-incomplete',
  },
  {
    ...rule('5', 'loss: an unfinished SCTP message', 'sctp-fragments', { outcome: 'success' }),
    anomaly: 'sctp-fragments-incomplete',
  },
  {
    ...rule('5', 'loss: an unfinished SCCP message', 'sccp-segments', { capture_loss: true }),
    anomaly: 'sccp-segments-incomplete',
  },
  rule('6', 'the subscriber in the destination reference', 'ussd', {
    operation: 'processUnstructuredSS-Request',
    outcome: 'success',
  }),
];

/** For the README beside the captures. */
export function tableOfRules(): string {
  const lines = RULES.map(
    r => `| ${r.paragraph} | ${r.rule} | ${r.folders.map(f => `[${f}](${f}/story.md)`).join(', ')} |`,
  );
  return `| § | rule | shown by |\n|---|---|---|\n${lines.join('\n')}\n`;
}
