/** Numbers, shares, durations and times as the page writes them: units beside numbers, all times in UTC. */

const DASH = '–';

export function whole(value: number): string {
  return Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : DASH;
}

/** Three digits that count. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return DASH;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e9) return `${trimmed(value / 1e9)} G`;
  if (size >= 1e6) return `${trimmed(value / 1e6)} M`;
  if (size >= 1e4) return `${trimmed(value / 1e3)} k`;
  if (size >= 1000) return whole(value);
  return trimmed(value);
}

function trimmed(value: number): string {
  return String(Number(value.toPrecision(3)));
}

export function share(part: number, of: number): string {
  return of > 0 ? percent(part / of) : DASH;
}

export function percent(value: number): string {
  if (!Number.isFinite(value)) return DASH;
  const points = value * 100;
  if (points === 0) return '0 %';
  if (points < 0.01) return '< 0.01 %';
  if (points > 99.99 && points < 100) return '> 99.99 %';
  return `${points < 1 ? points.toFixed(2) : points < 99.95 ? points.toFixed(1) : String(Number(points.toFixed(2)))} %`;
}

export function seconds(value: number): string {
  if (!Number.isFinite(value)) return DASH;
  if (value === 0) return '0 s';
  if (value < 0) return `-${seconds(-value)}`;
  if (value < 0.001) return `${Math.round(value * 1e6)} µs`;
  if (value < 1) return `${trimmed(value * 1000)} ms`;
  if (value < 120) return `${trimmed(value)} s`;
  if (value < 7200) return `${trimmed(value / 60)} min`;
  if (value < 172_800) return `${trimmed(value / 3600)} h`;
  return `${trimmed(value / 86_400)} d`;
}

/** On an axis: in the largest unit that leaves a whole number. */
export function secondsTick(value: number): string {
  if (value === 0) return '0';
  const units = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
  ] as const;
  const [size, name] = units.find(([each]) => value >= each && value % each === 0) ?? [1, ''];
  return name === '' ? seconds(value) : `${value / size} ${name}`;
}

export function octets(value: number): string {
  return `${short(value).replace(/ ?([kMG]?)$/, ' $1')}B`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (value: number): string => String(value).padStart(2, '0');

export function day(time: number, year = false): string {
  const date = new Date(time * 1000);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}${year ? ` ${date.getUTCFullYear()}` : ''}`;
}

/** `06:00`, with seconds where the step is finer than a minute. */
export function clock(time: number, step: number): string {
  const date = new Date(time * 1000);
  const minutes = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  return step < 60 ? `${minutes}:${two(date.getUTCSeconds())}` : minutes;
}

/** Date and, where the step is finer than a day, time. */
export function moment(time: number, step: number): string {
  const date = new Date(time * 1000);
  const name = `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  return step % 86_400 === 0 ? name : `${name} ${clock(time, step)}`;
}

/** `hour`, `5 minutes`: the width of a bin. */
export function width(step: number): string {
  const units = [
    [604_800, 'week'],
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const;
  const [size, name] = units.find(([each]) => step % each === 0) ?? units[4];
  const count = step / size;
  return count === 1 ? name : `${count} ${name}s`;
}

/** On an axis: round numbers without more digits than they need. */
export function percentTick(value: number): string {
  return `${Number((value * 100).toPrecision(6))} %`;
}

let regions: Intl.DisplayNames | undefined;

export function country(code: string): string {
  try {
    regions ??= new Intl.DisplayNames(['en'], { type: 'region' });
    return /^[A-Z]{2}$/.test(code) ? `${regions.of(code) ?? code} (${code})` : code;
  } catch {
    return code;
  }
}
