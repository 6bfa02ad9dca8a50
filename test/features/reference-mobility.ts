/** Where the device was: distinct values, those that a location update (or a valid tunnel) bears out, and changes. */
import { changes, distinct } from './reference-numbers.ts';
import type { Device, Dialogue, Features } from './reference-records.ts';
import { isValid } from './reference-tunnels.ts';

const country = (d: Dialogue): string | null => d.visited_country;
const cell = (d: Dialogue): string | null => d.cell;
const vlr = (d: Dialogue): string | null => d.vlr_number;

/** Both codes or neither: half an operator is none. */
function operator({ visited_mcc, visited_mnc }: Dialogue): string | null {
  return visited_mcc === null || visited_mnc === null ? null : `${visited_mcc}-${visited_mnc}`;
}

/** An SGSN has a number in MAP and an address in GTP: two namespaces, counted apart and added. */
const sgsnNumber = (d: Dialogue): string | null => d.sgsn_number;
const sgsnAddress = (d: Dialogue): string | null => d.sgsn_address;

const ofType = (device: Device, ...types: string[]): Dialogue[] =>
  device.dialogues.filter(({ type }) => types.includes(type));
const inValidTunnels = ({ tunnels }: Device): Dialogue[] =>
  tunnels.filter(isValid).flatMap(({ dialogues }) => dialogues);

export const MOBILITY: Features = {
  n_country_unique: ({ dialogues }) => distinct(dialogues, country),
  n_country_valid: device => distinct(ofType(device, 'UL', 'UL_GPRS'), country),
  n_country_changes: ({ dialogues }) => changes(dialogues, country),
  n_operator_unique: ({ dialogues }) => distinct(dialogues, operator),
  n_operator_valid: device => distinct(ofType(device, 'UL', 'UL_GPRS'), operator),
  n_operator_changes: ({ dialogues }) => changes(dialogues, operator),
  n_ci_unique: ({ dialogues }) => distinct(dialogues, cell),
  n_ci_valid: device => distinct(inValidTunnels(device), cell),
  n_ci_changes: ({ dialogues }) => changes(dialogues, cell),
  n_vlr_unique: ({ dialogues }) => distinct(dialogues, vlr),
  n_vlr_valid: device => distinct(ofType(device, 'UL'), vlr),
  n_vlr_changes: ({ dialogues }) => changes(dialogues, vlr),
  n_sgsn_unique: ({ dialogues }) => distinct(dialogues, sgsnNumber) + distinct(dialogues, sgsnAddress),
  n_sgsn_valid: device =>
    distinct(ofType(device, 'UL_GPRS'), sgsnNumber) + distinct(ofType(device, 'UL_GPRS'), sgsnAddress),
  n_sgsn_changes: ({ dialogues }) => changes(dialogues, sgsnNumber) + changes(dialogues, sgsnAddress),
};
