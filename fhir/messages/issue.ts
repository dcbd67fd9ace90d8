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

/** What may help to mend an error; it is none itself. */
export const information = (diagnostics: string): Issue => ({
  ...processingError(diagnostics),
  severity: 'information',
});
