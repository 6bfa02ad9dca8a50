import { COLUMNS } from './columns.ts';

/** The header line of CSV. */
export function csvHeader(): Uint8Array {
  return new TextEncoder().encode(`${COLUMNS.map(column => column.name).join(',')}\r\n`);
}
