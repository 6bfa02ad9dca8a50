/** The columns of dialogue records that the features read. */

export interface Needed {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'time';
  /** A file may lack it: it describes, and nothing is counted by it. */
  readonly optional?: true;
  /** Every row must have it. */
  readonly always?: true;
}

export const NEEDED: readonly Needed[] = [
  { name: 'dialogue_id', type: 'integer', always: true },
  { name: 'protocol', type: 'text', always: true },
  { name: 'type', type: 'text', always: true },
  { name: 'outcome', type: 'text', always: true },
  { name: 'start_time', type: 'time', always: true },
  { name: 'imsi', type: 'text' },
  { name: 'visited_node', type: 'text' },
  { name: 'vlr_number', type: 'text' },
  { name: 'sgsn_number', type: 'text' },
  { name: 'sgsn_address', type: 'text' },
  { name: 'visited_country', type: 'text' },
  { name: 'visited_mcc', type: 'text' },
  { name: 'visited_mnc', type: 'text' },
  { name: 'cell', type: 'text' },
  { name: 'tunnel_id', type: 'integer' },
  { name: 'edge', type: 'text', optional: true },
  { name: 'tac', type: 'text', optional: true },
  { name: 'apn', type: 'text', optional: true },
];

/** The type of the database that a column of the records is read as. */
export const DATABASE_TYPES = { text: 'VARCHAR', integer: 'BIGINT', time: 'TIMESTAMP WITH TIME ZONE' } as const;

/** Names that a column must be one of. */
export const KNOWN: Readonly<Record<string, readonly string[]>> = {
  type: ['SAI', 'UL', 'UL_GPRS', 'CL', 'PDP_CREATE', 'PDP_UPDATE', 'PDP_DELETE', 'OTHER'],
  outcome: ['success', 'reject', 'error'],
};
