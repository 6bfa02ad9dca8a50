/** Of --population; here so that the command line need not load what makes them. */
export const POPULATIONS = ['dat1', 'dat2'] as const;
