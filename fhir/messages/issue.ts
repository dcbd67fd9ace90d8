/** One issue of an OperationOutcome (R4). */
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

/** What may help to fix an error; it is not an error itself. */
export const information = (diagnostics: string): Issue => ({
  ...processingError(diagnostics),
  severity: 'information',
});
