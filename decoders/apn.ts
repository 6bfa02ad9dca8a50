/**
 * Access point names: labels with a length octet each (TS 23.003 §9.1, RFC 1035 §3.1), as text for outputs. For the last
 * step, once a distinct value, not for the hot path.
 */

/** The longest label (TS 23.003 §9.1). */
const LONGEST_LABEL = 63;

/**
 * The dotted text of the `length` octets at `b[at]`. Never throws. Octets that are no printable ASCII are written
 * `\xhh`, so that distinct octets stay distinct and no control character reaches an output. Where the labels do not
 * fit, what is there is kept; a name sent as plain text without labels (the first octet is printable and too long
 * for a label) is read as it stands.
 */
export function apnText(b: Uint8Array, at: number, length: number): string {
  const end = Math.min(at + length, b.length);
  if (end <= at) return '';
  const first = b[at];
  if (first > 0x20 && (first > LONGEST_LABEL || end - at - 1 < first)) return printable(b, at, end);
  let text = '';
  let p = at;
  while (p < end) {
    const n = b[p];
    const stop = Math.min(p + 1 + n, end);
    // an empty label can only be the root's, at the end
    if (n === 0 && stop === end && text !== '') break;
    if (p > at) text += '.';
    text += printable(b, p + 1, stop);
    p = stop;
  }
  return text;
}

function printable(b: Uint8Array, at: number, end: number): string {
  let text = '';
  for (let p = at; p < end; p++) {
    const c = b[p];
    text += c > 0x20 && c < 0x7f && c !== 0x5c ? String.fromCharCode(c) : `\\x${c.toString(16).padStart(2, '0')}`;
  }
  return text;
}
