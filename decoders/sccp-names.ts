/** Names of SCCP for people (Q.713). */
type Names = Readonly<Record<number, string>>;

/** §2.1 table 1. */
export const SCCP_MESSAGES: Names = {
  1: 'CR Connection Request',
  2: 'CC Connection Confirm',
  3: 'CREF Connection Refused',
  4: 'RLSD Released',
  5: 'RLC Release Complete',
  6: 'DT1 Data Form 1',
  7: 'DT2 Data Form 2',
  8: 'AK Data Acknowledgement',
  9: 'UDT Unitdata',
  10: 'UDTS Unitdata Service',
  11: 'ED Expedited Data',
  12: 'EA Expedited Data Acknowledgement',
  13: 'RSR Reset Request',
  14: 'RSC Reset Confirmation',
  15: 'ERR Protocol Data Unit Error',
  16: 'IT Inactivity Test',
  17: 'XUDT Extended Unitdata',
  18: 'XUDTS Extended Unitdata Service',
  19: 'LUDT Long Unitdata',
  20: 'LUDTS Long Unitdata Service',
};

/** §3.12; from 247 on T1.112.3. */
export const RETURN_CAUSES: Names = {
  0: 'No translation for an address of such nature',
  1: 'No translation for this specific address',
  2: 'Subsystem congestion',
  3: 'Subsystem failure',
  4: 'Unequipped user',
  5: 'MTP failure',
  6: 'Network congestion',
  7: 'Unqualified',
  8: 'Error in message transport',
  9: 'Error in local processing',
  10: 'Destination cannot perform reassembly',
  11: 'SCCP failure',
  12: 'Hop counter violation',
  13: 'Segmentation not supported',
  14: 'Segmentation failure',
  247: 'Message change failure',
  248: 'Invalid INS routing request',
  249: 'Invalid ISNI routing request',
  250: 'Unauthorized message',
  251: 'Message incompatibility',
  252: 'Cannot perform ISNI constrained routing',
  253: 'Redundant ISNI constrained routing',
  254: 'Unable to perform ISNI identification',
};

/** §3.15. */
export const REFUSAL_CAUSES: Names = {
  0: 'End user originated',
  1: 'End user congestion',
  2: 'End user failure',
  3: 'SCCP user originated',
  4: 'Destination address unknown',
  5: 'Destination inaccessible',
  6: 'Network resource, QoS not available, non-transient',
  7: 'Network resource, QoS not available, transient',
  8: 'Access failure',
  9: 'Access congestion',
  10: 'Subsystem failure',
  11: 'Subsystem congestion',
  12: 'Expiration of the connection establishment timer',
  13: 'Incompatible user data',
  14: 'Reserved',
  15: 'Unqualified',
  16: 'Hop counter violation',
  17: 'SCCP failure',
  18: 'No translation for an address of such nature',
  19: 'Unequipped user',
};

/** §3.11. */
export const RELEASE_CAUSES: Names = {
  0: 'End user originated',
  1: 'End user congestion',
  2: 'End user failure',
  3: 'SCCP user originated',
  4: 'Remote procedure error',
  5: 'Inconsistent connection data',
  6: 'Access failure',
  7: 'Access congestion',
  8: 'Subsystem failure',
  9: 'Subsystem congestion',
  10: 'MTP failure',
  11: 'Network congestion',
  12: 'Expiration of reset timer',
  13: 'Expiration of receive inactivity timer',
  14: 'Reserved',
  15: 'Unqualified',
  16: 'SCCP failure',
};

/** TS 23.003 §8.2, Q.713 §3.4.2.2. */
export const SUBSYSTEMS: Names = {
  0: 'not known',
  1: 'SCCP management',
  3: 'ISUP',
  4: 'OMAP',
  5: 'MAP',
  6: 'HLR',
  7: 'VLR',
  8: 'MSC',
  9: 'EIR',
  10: 'AuC',
  142: 'RANAP',
  143: 'RNSAP',
  145: 'GMLC',
  146: 'CAP',
  147: 'gsmSCF',
  148: 'SIWF',
  149: 'SGSN',
  150: 'GGSN',
  248: 'CSS',
  249: 'PCAP',
  250: 'BSC (BSSAP-LE)',
  251: 'MSC (BSSAP-LE)',
  252: 'SMLC (BSSAP-LE)',
  253: 'BSS O&M',
  254: 'BSSAP',
};

/** §3.4.2.3.3. */
export const NUMBERING_PLANS: Names = {
  0: 'unknown',
  1: 'ISDN/telephony (E.164)',
  2: 'generic',
  3: 'data (X.121)',
  4: 'telex (F.69)',
  5: 'maritime mobile (E.210, E.211)',
  6: 'land mobile (E.212)',
  7: 'ISDN/mobile (E.214)',
  14: 'private or network-specific',
};

/** §3.4.2.3.1. */
export const NATURES_OF_ADDRESS: Names = {
  0: 'unknown',
  1: 'subscriber number',
  2: 'reserved for national use',
  3: 'national significant number',
  4: 'international number',
};

export const ENCODING_SCHEMES: Names = {
  0: 'unknown',
  1: 'BCD, odd number of digits',
  2: 'BCD, even number of digits',
  3: 'national specific',
};

/** §3.1 table 2. */
export const SCCP_PARAMETERS: Names = {
  0: 'End of optional parameters',
  1: 'Destination local reference',
  2: 'Source local reference',
  3: 'Called party address',
  4: 'Calling party address',
  5: 'Protocol class',
  6: 'Segmenting/reassembling',
  7: 'Receive sequence number',
  8: 'Sequencing/segmenting',
  9: 'Credit',
  10: 'Release cause',
  11: 'Return cause',
  12: 'Reset cause',
  13: 'Error cause',
  14: 'Refusal cause',
  15: 'Data',
  16: 'Segmentation',
  17: 'Hop counter',
  18: 'Importance',
  19: 'Long data',
};

/** Clause of Q.713 that has the format of a message. */
export const SCCP_CLAUSES: Readonly<Record<number, string>> = {
  1: '§4.2',
  2: '§4.3',
  3: '§4.4',
  4: '§4.5',
  5: '§4.6',
  6: '§4.7',
  7: '§4.8',
  8: '§4.9',
  9: '§4.10',
  10: '§4.11',
  11: '§4.12',
  12: '§4.13',
  13: '§4.14',
  14: '§4.15',
  15: '§4.16',
  16: '§4.17',
  17: '§4.18',
  18: '§4.19',
  19: '§4.20',
  20: '§4.21',
};

/** Fixed part of the connection-oriented messages, by parameter name code (Q.713 §4.2 to §4.17). */
export const SCCP_FIXED: Readonly<Record<number, readonly (readonly [name: number, octets: number])[]>> = {
  1: [
    [2, 3],
    [5, 1],
  ],
  2: [
    [1, 3],
    [2, 3],
    [5, 1],
  ],
  3: [
    [1, 3],
    [14, 1],
  ],
  4: [
    [1, 3],
    [2, 3],
    [10, 1],
  ],
  5: [
    [1, 3],
    [2, 3],
  ],
  6: [
    [1, 3],
    [6, 1],
  ],
  7: [
    [1, 3],
    [8, 2],
  ],
  8: [
    [1, 3],
    [7, 1],
    [9, 1],
  ],
  11: [[1, 3]],
  12: [[1, 3]],
  13: [
    [1, 3],
    [2, 3],
    [12, 1],
  ],
  14: [
    [1, 3],
    [2, 3],
  ],
  15: [
    [1, 3],
    [13, 1],
  ],
  16: [
    [1, 3],
    [2, 3],
    [5, 1],
    [8, 2],
    [9, 1],
  ],
};
/** A pointer to the optional part behind it (in CR behind one to the called address). */
export const SCCP_HAS_OPTIONAL = new Set([1, 2, 3, 4]);
/** A pointer to data behind it. */
export const SCCP_HAS_DATA = new Set([6, 7, 11]);

/** `7 VLR`; the number alone where it has no name. */
export function named(names: Names, n: number): string {
  return names[n] === undefined ? String(n) : `${n} ${names[n]}`;
}
