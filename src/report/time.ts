/** Microseconds since 1970 UTC as `2026-11-22T03:04:05.678901Z`; nine digits where there are nanoseconds beyond them. */
export function isoTime(microseconds: number, nanos = 0): string {
  const seconds = Math.floor(microseconds / 1e6);
  const rest = String(Math.round(microseconds - seconds * 1e6)).padStart(6, '0');
  const beyond = nanos > 0 ? String(nanos).padStart(3, '0') : '';
  const date = new Date(seconds * 1000);
  // Years beyond 9999 and other times that no calendar holds come from broken captures.
  return Number.isNaN(date.getTime()) ? String(microseconds) : `${date.toISOString().slice(0, -5)}.${rest}${beyond}Z`;
}
