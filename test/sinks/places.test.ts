import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { Countries } from '../../src/sinks/countries.ts';
import { countriesByMcc, Networks } from '../../src/sinks/plmns.ts';
import { draws, tbcd } from './records.ts';

const countries = new Countries();
const countryOf = (digits: string): string => {
  const octets = Uint8Array.from(tbcd(digits));
  return countries.names[countries.find(octets, 0, octets.length)];
};

describe('the country of a number', () => {
  it.each([
    ['491710760000', 'DE'],
    ['4', ''],
    ['49', 'DE'],
    ['3531', 'IE'],
    ['85212345678', 'HK'],
    ['999', ''],
    ['', ''],
  ])('of %s is decided by its calling code: %s', (digits, country) => {
    expect(countryOf(digits)).toBe(country);
  });

  it.each([
    ['12127770000', 'US'],
    ['12042000000', 'CA'],
    ['1246', 'BB'],
    ['18765551234', 'JM'],
    ['18005551234', ''], // toll-free: of no country
    ['79036301234', 'RU'],
    ['77012110000', 'KZ'],
    ['390669812345', 'VA'],
    ['393492000300', 'IT'],
    ['447911123456', 'GG'],
    ['447797700123', 'JE'],
    ['447624312345', 'IM'],
    ['447785016005', 'GB'],
    ['262692123456', 'RE'],
    ['262639123456', 'YT'],
    ['61412345678', 'AU'],
    ['61891621234', 'CC'],
    ['61891641234', 'CX'],
    ['212528812345', 'MA'], // the plans give this range to both MA and EH: the main country
    ['212661234567', 'MA'],
    ['4790123456', 'NO'],
    ['4779123456', 'SJ'],
    ['358401234567', 'FI'],
    ['35818123456', 'AX'],
    ['59995123456', 'CW'],
    ['5997151234', 'BQ'],
  ])('of %s behind a shared calling code is decided by its digits: %s', (digits, country) => {
    expect(countryOf(digits)).toBe(country);
  });

  it.each(['1', '7', '44', '447', '39', '61', '262', '2907'])(
    'of %s, which ends before they decide, is none',
    digits => {
      expect(countryOf(digits)).toBe('');
    },
  );

  it.each(['870773111632', '88213000300', '8835100'])('of %s, a code of no country, is none', digits => {
    expect(countryOf(digits)).toBe('');
  });

  it('ends at a filler and at a digit that is none', () => {
    expect(countries.names[countries.find(Uint8Array.of(0xf4), 0, 1)]).toBe('');
    expect(countries.names[countries.find(Uint8Array.of(0x1b, 0x94), 0, 2)]).toBe('');
  });

  it('agrees with the phone library wherever both decide on a whole valid number', () => {
    const draw = draws(5);
    const codes = ['1', '7', '44', '39', '61', '212', '262', '590', '599', '47', '358', '49', '33', '91', '55'];
    let compared = 0;
    for (let i = 0; i < 4000; i++) {
      const digits = codes[i % codes.length] + String(draw(1e10)).padStart(10, '0');
      const parsed = parsePhoneNumberFromString(`+${digits}`);
      const found = countryOf(digits);
      if (!parsed?.isValid() || parsed.country === undefined || found === '') continue;
      compared++;
      expect([digits, found]).toEqual([digits, parsed.country]);
    }
    expect(compared).toBeGreaterThan(500);
  });
});

describe('the country of an MCC', () => {
  it.each([
    ['262', 'DE'],
    ['310', 'US'],
    ['316', 'US'],
    ['234', 'GB'],
    ['255', 'UA'],
    ['425', 'IL'],
    ['289', 'GE'],
    ['340', 'GP'],
    ['362', 'CW'],
    ['505', 'AU'],
    ['647', 'RE'],
    ['901', undefined],
    ['001', undefined],
    ['999', undefined],
  ])('%s is %s', (mcc, country) => {
    expect(countriesByMcc().get(mcc)).toBe(country);
  });

  it('is two capital letters for every code that has one', () => {
    expect([...countriesByMcc().values()].filter(country => !/^[A-Z]{2}$/.test(country))).toEqual([]);
  });
});

describe('the length of an MNC', () => {
  const networks = new Networks();
  it.each([
    ['262012', 2],
    ['310410', 3],
    ['302720', 3],
    ['334020', 3],
    ['405840', 3], // India has both under 405
    ['405012', 2],
    ['208011', 2],
    ['999999', 2],
    ['26201', 2],
  ])('of %s is %i', (digits, length) => {
    expect(networks.mncLength(digits)).toBe(length);
  });
});
