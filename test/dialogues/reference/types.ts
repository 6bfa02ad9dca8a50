/** Type of a MAP dialogue, and the node that its device visits, by its first operation. */
import type { Tcap } from '../messages.ts';

export function typeOf(operation: number, version: number, authentication: boolean): string {
  if (operation === 56) return 'SAI';
  if (operation === 2) return 'UL';
  if (operation === 3) return 'CL';
  if (operation === 23 && version >= 2) return 'UL_GPRS';
  return operation === 9 && version === 1 && authentication ? 'SAI' : 'OTHER';
}

export function visited(type: string, version: number, m: Tcap): string {
  const bySsn = (ssn: number | undefined): string => (ssn === 7 ? 'VLR' : ssn === 149 ? 'SGSN' : '');
  if (type === 'UL') return 'VLR';
  if (type === 'UL_GPRS') return 'SGSN';
  if (type === 'CL') return bySsn(m.called?.ssn);
  if (type !== 'SAI') return '';
  const nodes: Readonly<Record<number, string>> = {
    0: 'VLR',
    1: 'SGSN',
    2: 'IMS',
    3: 'IMS',
    4: 'IMS',
    5: 'IMS',
    16: 'MME',
    17: 'MME_SGSN',
  };
  const told = m.requestingNode === undefined ? undefined : nodes[m.requestingNode];
  return told ?? (bySsn(m.calling?.ssn) || (version >= 3 ? '' : 'VLR'));
}
