/**
 * Mobile country codes and networks (ITU-T E.212), from the list that mcc-mnc-list carries: which country an MCC is of,
 * and how many digits an MNC has behind it.
 */
import { all } from 'mcc-mnc-list';

/**
 * Codes that the list gives to several countries: the country that E.212 itself names first for the code. All others
 * belong to the country that most of their networks are of; codes of no country (901 and others) to none.
 */
const FIRST_NAMED: Readonly<Record<string, string>> = {
  '340': 'GP', // Guadeloupe, Martinique, French Guiana
  '362': 'CW', // Curaçao, Sint Maarten, Bonaire
  '505': 'AU',
  '647': 'RE', // French departments and territories in the Indian Ocean
};

/** Country of each MCC, ISO 3166 alpha-2. */
export function countriesByMcc(): ReadonlyMap<string, string> {
  const votes = new Map<string, Map<string, number>>();
  for (const { mcc, countryCode } of all()) {
    // Parts of a country are written GE-AB there.
    const country = /^[A-Z]{2}(?=$|-)/.exec(countryCode ?? '')?.[0];
    if (country === undefined) continue;
    const of = votes.get(mcc) ?? new Map<string, number>();
    votes.set(mcc, of.set(country, (of.get(country) ?? 0) + 1));
  }
  const chosen = new Map<string, string>();
  for (const [mcc, of] of votes) chosen.set(mcc, [...of].reduce((best, each) => (each[1] > best[1] ? each : best))[0]);
  for (const [mcc, country] of Object.entries(FIRST_NAMED)) chosen.set(mcc, country);
  return chosen;
}

/** Tells how many digits of an IMSI's first six are its network. */
export class Networks {
  readonly #known = new Set<string>();
  readonly #usual = new Map<string, number>();

  constructor() {
    const counts = new Map<string, number>();
    for (const { mcc, mnc } of all()) {
      if (!/^\d{2,3}$/.test(mnc ?? '')) continue;
      this.#known.add(mcc + mnc);
      counts.set(mcc, (counts.get(mcc) ?? 0) + (mnc.length === 3 ? 1 : -1));
    }
    for (const [mcc, balance] of counts) this.#usual.set(mcc, balance > 0 ? 3 : 2);
  }

  /**
   * 2 or 3, from the first six digits of an IMSI (five where there are no more). Where only one of the two readings is
   * a listed network, it is that one; else what is usual under this MCC, else 2.
   */
  mncLength(digits: string): 2 | 3 {
    if (digits.length < 6) return 2;
    const two = this.#known.has(digits.slice(0, 5));
    const three = this.#known.has(digits.slice(0, 6));
    if (two !== three) return three ? 3 : 2;
    return this.#usual.get(digits.slice(0, 3)) === 3 ? 3 : 2;
  }
}
