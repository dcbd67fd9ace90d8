/** The name of anything that was thrown: reports and logs hold it instead of the text, which may hold anything. */
export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'UnknownError');
