/** Arguments and results of MAP that prove who is there (TS 29.002 §17.7.1): authentication and checkIMEI. */
import type { Back } from './back.ts';
import { digits, noise, sequence, type Writer, writePlmn } from './map-values.ts';

/** checkIMEI, versions 1 and 2: the equipment alone; its result: white-listed. */
export const checkImei: Writer = (w, d) => digits(w, 0x04, d.imei);

export const whiteListed: Writer = w => w.one(0x0a, 0);

// sendAuthenticationInfo
export const sendAuthenticationInfo2: Writer = (w, d) => digits(w, 0x04, d.imsi);

/** Version 3: imsi [0], numberOfRequestedVectors, …, requestingNodeType [3], requestingPLMN-Id [4]. */
function authenticationRequest(vectors: number, node: number): Writer {
  return sequence((w, d) => {
    if (node >= 0) {
      const end = w.p;
      writePlmn(w, d.visitedPlmn);
      w.wrap(0x84, end);
      w.one(0x83, node);
    }
    w.none(0x81); // immediateResponsePreferred [1]
    w.one(0x02, vectors);
    digits(w, 0x80, d.imsi);
  });
}

export const requestVectors = {
  plain: authenticationRequest(5, -1),
  vlr: authenticationRequest(3, 0),
  sgsn: authenticationRequest(5, 1),
  two: authenticationRequest(2, -1),
};

function triplet(w: Back, salt: number): void {
  const end = w.p;
  noise(w, 0x04, 8, salt + 2); // kc
  noise(w, 0x04, 4, salt + 1); // sres
  noise(w, 0x04, 16, salt); // rand
  w.wrap(0x30, end);
}

function quintuplet(w: Back, salt: number): void {
  const end = w.p;
  noise(w, 0x04, 16, salt + 4); // autn
  noise(w, 0x04, 16, salt + 3); // ik
  noise(w, 0x04, 16, salt + 2); // ck
  noise(w, 0x04, 8, salt + 1); // xres
  noise(w, 0x04, 16, salt); // rand
  w.wrap(0x30, end);
}

function vectors(count: number, one: (w: Back, salt: number) => void): Writer {
  return (w, d) => {
    for (let i = 0; i < count; i++) one(w, d.salt + 16 * i);
  };
}

/** Version 2: a SEQUENCE of triplets. */
export const triplets2 = [0, 1, 2, 3, 4, 5].map(n => sequence(vectors(n, triplet)));

/** Version 3: [3] { tripletList [0] or quintupletList [1] }. */
export const triplets3 = [0, 1, 2, 3, 4, 5].map(n => sequence(sequence(vectors(n, triplet), 0xa0), 0xa3));

export const quintuplets3 = [0, 1, 2, 3, 4, 5].map(n => sequence(sequence(vectors(n, quintuplet), 0xa1), 0xa3));

/** Version 1 of authentication: sendParameters with subscriberId [0] and requestParameterList. */
export const sendParameters: Writer = sequence((w, d) => {
  const end = w.p;
  w.one(0x0a, 1); // requestAuthenticationSet
  w.wrap(0x30, end);
  digits(w, 0x80, d.imsi);
});
