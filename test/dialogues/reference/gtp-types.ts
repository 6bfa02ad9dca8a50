/** Types of GTP messages: which answers which, and what a record calls them. */

/** GTP requests and their answers (TS 29.060 §7.1). */
export const ANSWER: Readonly<Record<number, number>> = {
  1: 2,
  16: 17,
  18: 19,
  20: 21,
  27: 28,
  48: 49,
  50: 51,
  51: 52,
  128: 129,
};

export const REQUEST = Object.fromEntries(Object.entries(ANSWER).map(([ask, answer]) => [answer, Number(ask)]));

export const GTP_TYPES: Readonly<Record<number, string>> = { 16: 'PDP_CREATE', 18: 'PDP_UPDATE', 20: 'PDP_DELETE' };

export const accepted = (cause: number | undefined): boolean => cause !== undefined && cause >= 128 && cause <= 176;
