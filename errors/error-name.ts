/** The name of anything that was thrown: what reports and logs tell of it, since its text may hold anything. */
export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'UnknownError');
