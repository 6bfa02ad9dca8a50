/**
 * Visited networks of the populations: two of a country, so that devices can flap between neighbours. Codes are as they
 * are given out; the nodes on them are invented.
 */
export interface Network {
  readonly mcc: string;
  readonly mnc: string;
  /** Country code and first digits of its numbers. */
  readonly numbers: string;
}

const ROWS: readonly (readonly [mcc: string, mnc: string, numbers: string])[] = [
  ['262', '01', '49171'],
  ['262', '02', '49172'],
  ['208', '01', '33689'],
  ['208', '10', '33609'],
  ['234', '15', '447785'],
  ['234', '10', '447802'],
  ['222', '10', '39349'],
  ['222', '01', '39335'],
  ['214', '03', '34656'],
  ['214', '04', '34622'],
  ['260', '02', '48602'],
  ['260', '03', '48501'],
  ['204', '04', '31654'],
  ['204', '08', '31653'],
  ['206', '01', '32475'],
  ['206', '10', '32495'],
  ['228', '01', '4179'],
  ['228', '02', '4176'],
  ['232', '01', '43664'],
  ['232', '03', '43676'],
  ['240', '01', '46705'],
  ['240', '07', '46707'],
  ['242', '01', '4790'],
  ['242', '02', '4792'],
  ['230', '01', '420603'],
  ['230', '02', '420602'],
  ['268', '01', '35191'],
  ['268', '03', '35193'],
  ['310', '410', '13123'],
  ['310', '260', '14054'],
  ['724', '05', '55219'],
  ['724', '06', '55119'],
  ['334', '020', '52551'],
  ['334', '030', '52552'],
  ['655', '01', '2782'],
  ['655', '10', '2783'],
  ['505', '01', '61418'],
  ['505', '02', '61411'],
  ['286', '01', '90532'],
  ['286', '02', '90542'],
];

export const NETWORKS: readonly Network[] = ROWS.map(([mcc, mnc, numbers]) => ({ mcc, mnc, numbers }));

/** VLRs and SGSNs of a network. */
export const NODES = 2;

export function vlrNumber(network: Network, node: number): string {
  return `${network.numbers}1${node}7000`;
}

export function sgsnNumber(network: Network, node: number): string {
  return `${network.numbers}2${node}8000`;
}

/** LAC << 16 | CI of one of a device's cells in a network; never 0. */
export function cellOf(area: number, network: number, cell: number): number {
  let h = Math.imul(area ^ Math.imul(network + 1, 0x85ebca6b), 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15) ^ Math.imul(cell + 1, 0xc2b2ae35), 0x2c1b3c6d);
  h ^= h >>> 13;
  const lac = 100 + ((h >>> 16) & 0xff) + network * 256;
  return ((lac << 16) | (h & 0xffff) | 1) >>> 0;
}
