/**
 * Network codes and the areas and cells that begin with one, as text for outputs (TS 24.008 §10.5.1.3, TS 29.060
 * §7.7.3 and §7.7.51). For the last step, not for the hot path.
 *
 * A PLMN is three octets: MCC digit 2 and 1, MNC digit 3 and MCC digit 3, MNC digit 2 and 1, the higher nibble first; MNC
 * digit 3 is 0xf where the MNC has two digits. Callers give at least the octets that the function names.
 */

/** Geographic location types of the user location information (TS 29.060 §7.7.51). */
export const LOCATION_TYPES = ['CGI', 'SAI', 'RAI'] as const;
const RAI = 2;

/** MCC of the three octets at `b[at]`; '' where a nibble is no digit. */
export function mccText(b: Uint8Array, at: number): string {
  return nibbles(b[at] & 0x0f, b[at] >> 4, b[at + 1] & 0x0f);
}

/** MNC of the three octets at `b[at]`, two or three digits; '' where a nibble is no digit. */
export function mncText(b: Uint8Array, at: number): string {
  const third = b[at + 1] >> 4;
  const first = b[at + 2] & 0x0f;
  const second = b[at + 2] >> 4;
  return third === 0x0f ? nibbles(first, second) : nibbles(first, second, third);
}

/** `mcc-mnc` of the three octets at `b[at]`; '' where a nibble is no digit. */
export function plmnText(b: Uint8Array, at: number): string {
  const mcc = mccText(b, at);
  const mnc = mncText(b, at);
  return mcc === '' || mnc === '' ? '' : `${mcc}-${mnc}`;
}

/** `mcc-mnc-lac` of the five octets at `b[at]`, the area code in decimal. */
export function laiText(b: Uint8Array, at: number): string {
  const plmn = plmnText(b, at);
  return plmn === '' ? '' : `${plmn}-${(b[at + 3] << 8) | b[at + 4]}`;
}

/** `mcc-mnc-lac-rac` of the six octets at `b[at]`, codes in decimal. */
export function raiText(b: Uint8Array, at: number): string {
  const lai = laiText(b, at);
  return lai === '' ? '' : `${lai}-${b[at + 5]}`;
}

/**
 * `mcc-mnc-lac-ci` (of a CGI) or `mcc-mnc-lac-sac` (of an SAI) of the seven octets at `b[at]`, codes in decimal; ''
 * for a location that is no cell (an RAI has only a filler behind its RAC).
 */
export function cellText(locationType: number, b: Uint8Array, at: number): string {
  if (locationType >= RAI) return '';
  const lai = laiText(b, at);
  return lai === '' ? '' : `${lai}-${(b[at + 5] << 8) | b[at + 6]}`;
}

/** The location whatever its type: a cell, or for type 2 the routeing area (its RAC is the sixth octet). */
export function locationText(locationType: number, b: Uint8Array, at: number): string {
  return locationType === RAI ? raiText(b, at) : cellText(locationType, b, at);
}

function nibbles(...digits: number[]): string {
  return digits.some(digit => digit > 9) ? '' : digits.join('');
}
