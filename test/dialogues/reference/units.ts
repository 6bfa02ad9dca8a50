/** Capture time: seconds in messages and records, whole microseconds where two times are compared. */
export const micros = (seconds: number): number => Math.round(seconds * 1e6);
export const seconds = (us: number): number => us / 1e6;
