/** MAP dialogue PDUs (TS 29.002 §17.4): what goes into the user information of a dialogue portion. */
import type { Back } from './back.ts';
import type { Dialogue } from './dialogue.ts';
import { number } from './map-values.ts';

/** map-open: destinationReference [0] the IMSI (plan E.212), originationReference [1]. */
export function mapOpen(w: Back, d: Dialogue): void {
  const end = w.p;
  number(w, 0x81, d.msc);
  const inner = w.p;
  w.bcd(d.imsi);
  w.u8(0x96);
  w.wrap(0x80, inner);
  w.wrap(0xa0, end);
}

export function mapRefuse(w: Back): void {
  const end = w.p;
  w.one(0x0a, 0); // noReasonGiven
  w.wrap(0xa3, end);
}

/** map-userAbort with the choice: 0 and 1 are NULLs, 2 and 3 ENUMERATED. */
export function mapUserAbort(w: Back, choice: number): void {
  const end = w.p;
  if (choice < 2) w.none(0x80 | choice);
  else w.one(0x80 | choice, 0);
  w.wrap(0xa4, end);
}

/** map-providerAbort with its reason: 0 abnormalDialogue, 1 invalidPDU. */
export function mapProviderAbort(w: Back, reason: number): void {
  const end = w.p;
  w.one(0x0a, reason);
  w.wrap(0xa5, end);
}
