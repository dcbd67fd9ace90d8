import { BUSY } from '../../ground/index.ts';

/** Codes of http://hl7.org/fhir/issue-type that the endpoint answers with. */
export type IssueCode =
  | 'conflict'
  | 'deleted'
  | 'exception'
  | 'forbidden'
  | 'invalid'
  | 'login'
  | 'multiple-matches'
  | 'no-store'
  | 'not-found'
  | 'not-supported'
  | 'processing'
  | 'throttled'
  | 'too-costly'
  | 'too-long'
  | 'transient'
  | 'value';

/** One issue of an OperationOutcome. */
export interface OutcomeIssue {
  severity: 'fatal' | 'error' | 'warning' | 'information';
  code: string;
  diagnostics: string;
  location?: readonly string[];
  expression?: readonly string[];
}

/** A refusal: answered with its status and an OperationOutcome. */
export class FhirError extends Error {
  override name = 'FhirError';
  readonly status: number;
  readonly issues: readonly OutcomeIssue[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: IssueCode,
    diagnostics: string,
    {
      headers = {},
      issues,
    }: { headers?: Readonly<Record<string, string>>; issues?: readonly OutcomeIssue[] } = {},
  ) {
    super(diagnostics);
    this.status = status;
    this.headers = headers;
    this.issues = issues ?? [{ severity: 'error', code, diagnostics }];
  }
}

/** The refusal of an entry of a transaction is that of the whole, and names the entry. */
export const ofEntry = (index: number, { status, issues, message }: FhirError): FhirError =>
  new FhirError(status, 'processing', message, {
    issues: issues.map((issue) => ({
      ...issue,
      diagnostics: `Bundle.entry[${index}]: ${issue.diagnostics}`,
    })),
  });

export const badRequest = (diagnostics: string): FhirError => new FhirError(400, 'invalid', diagnostics);

/** What the local endpoint has beyond HealthLake's Developer Guide, where it keeps to that. */
export const notInTheGuide = (what: string): FhirError =>
  new FhirError(
    501,
    'not-supported',
    `HealthLake's Developer Guide does not name ${what}, and the local cloud keeps to it (--guide-only).`,
  );

/** What the local endpoint does not have; HealthLake may. */
export const notSupported = (what: string, status = 501): FhirError =>
  new FhirError(status, 'not-supported', `Inlet's local FHIR endpoint does not have ${what}.`);

/** What may be had a little later. */
const later = (diagnostics: string): FhirError =>
  new FhirError(503, 'transient', diagnostics, { headers: { 'retry-after': '5' } });

/** Resources were stored that searches do not find yet. */
export const notYet = (): FhirError => later('Resources that were stored are not yet searchable.');

/** Others wrote for so long that nothing was written (ground: `isBusy`). */
export const othersWrite = (): FhirError => later(BUSY);
