/**
 * What a person wrote, from octets to text: the alphabets of TS 23.038. Used only where the caller asked for texts.
 */

/** The GSM 7 bit default alphabet (TS 23.038 §6.2.1), by code; ESC stands for the extension table. */
const DEFAULT_ALPHABET =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** Its extension table (§6.2.1.1). */
const EXTENSION: Readonly<Record<number, string>> = {
  10: '\f',
  20: '^',
  40: '{',
  41: '}',
  47: '\\',
  60: '[',
  61: '~',
  62: ']',
  64: '|',
  101: '€',
};

export const SEVEN_BIT = 0;
export const EIGHT_BIT = 1;
export const UCS2 = 2;
export type Alphabet = typeof SEVEN_BIT | typeof EIGHT_BIT | typeof UCS2;
export const ALPHABET_NAMES = ['GSM 7 bit', '8 bit', 'UCS2'] as const;

/** Alphabet of a short message's TP-DCS (TS 23.038 §4). */
export function smsAlphabet(dcs: number): Alphabet {
  const group = dcs >> 4;
  if (group < 8) {
    const bits = (dcs >> 2) & 3;
    return bits === 1 ? EIGHT_BIT : bits === 2 ? UCS2 : SEVEN_BIT;
  }
  if (group === 14) return UCS2;
  if (group === 15) return (dcs & 4) === 0 ? SEVEN_BIT : EIGHT_BIT;
  return SEVEN_BIT;
}

/** Alphabet of a USSD string's data coding scheme (TS 23.038 §5). */
export function ussdAlphabet(dcs: number): Alphabet {
  const group = dcs >> 4;
  if (group === 1) return (dcs & 0x0f) === 1 ? UCS2 : SEVEN_BIT;
  if ((group >= 4 && group < 8) || group === 9) return smsAlphabet(dcs & 0x0f);
  if (group === 15) return (dcs & 4) === 0 ? SEVEN_BIT : EIGHT_BIT;
  return SEVEN_BIT;
}

/** `count` septets packed from bit `skip` of the octets from `at` on (TS 23.038 §6.1.2.1). Never reads beyond `end`. */
export function sevenBitText(b: Uint8Array, at: number, end: number, count: number, skip = 0): string {
  let text = '';
  let escaped = false;
  for (let i = 0; i < count; i++) {
    const bit = skip + i * 7;
    const q = at + (bit >> 3);
    if (q >= end || ((bit & 7) > 1 && q + 1 >= end)) break;
    const pair = b[q] | ((q + 1 < end ? b[q + 1] : 0) << 8);
    const code = (pair >> (bit & 7)) & 0x7f;
    if (escaped) {
      text += EXTENSION[code] ?? DEFAULT_ALPHABET[code];
      escaped = false;
    } else if (code === 0x1b) {
      escaped = true;
    } else {
      text += DEFAULT_ALPHABET[code];
    }
  }
  return text;
}

/** UCS2 octets, big-endian; an odd last octet is dropped, lone surrogates are replaced. */
export function ucs2Text(b: Uint8Array, at: number, end: number): string {
  let text = '';
  for (let q = at; q + 1 < end; q += 2) text += String.fromCharCode((b[q] << 8) | b[q + 1]);
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

/** Text of octets in an alphabet; 8-bit data in hex. `septets` counts where the alphabet is of 7 bits. */
export function textOf(b: Uint8Array, at: number, end: number, alphabet: Alphabet, septets: number): string {
  if (alphabet === UCS2) return ucs2Text(b, at, end);
  if (alphabet === SEVEN_BIT) return sevenBitText(b, at, end, septets);
  let text = '';
  for (let q = at; q < end; q++) text += b[q].toString(16).padStart(2, '0');
  return text;
}
