/** One issue of an OperationOutcome, in the service's words. */
export interface Issue {
  severity: 'error' | 'warning' | 'information';
  code: 'processing';
  diagnostics: string;
  location?: string[];
}

export const processingError = (diagnostics: string, location?: string): Issue => ({
  severity: 'error',
  code: 'processing',
  diagnostics,
  ...(location !== undefined && { location: [location] }),
});

export const warning = (diagnostics: string, location?: string): Issue => ({
  ...processingError(diagnostics, location),
  severity: 'warning',
});

/** The issue of a line that is no JSON object; `why` where more can be said than that. */
export const invalidJson = (why?: string): Issue =>
  processingError(`Invalid JSON found in input file${why === undefined ? '' : `: ${why}`}`);
