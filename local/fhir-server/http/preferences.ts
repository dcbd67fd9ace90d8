import type { FhirAnswer } from './fhir-answer.ts';
import { jsonAnswer } from './fhir-answer.ts';
import type { FhirRequest } from './fhir-request.ts';

/** What a client would like of the answer to a write (FHIR R4, "Managing Return Content"). */
const RETURNS = ['minimal', 'representation', 'OperationOutcome'] as const;

/** The preferences of a request (RFC 7240): a list of tokens with values, each with parameters that are not read. */
function preferencesOf({ header }: FhirRequest): Map<string, string> {
  const preferences = new Map<string, string>();
  for (const preference of (header('prefer') ?? '').split(',')) {
    const [, name = '', value = ''] =
      /^\s*([\w-]+)\s*(?:=\s*"?([^";\s]*)"?)?\s*(?:;|$)/.exec(preference) ?? [];
    if (name !== '' && !preferences.has(name.toLowerCase())) preferences.set(name.toLowerCase(), value);
  }
  return preferences;
}

/** `Prefer: respond-async`. */
export const prefersAsync = (request: FhirRequest): boolean => preferencesOf(request).has('respond-async');

/** What `Prefer: return=...` asks for; undefined without it, or with a word that FHIR does not have. */
export const preferredReturn = (request: FhirRequest): (typeof RETURNS)[number] | undefined =>
  RETURNS.find((each) => each === preferencesOf(request).get('return'));

/**
 * The answer to a write as the client would like it: with the resource, without it, or with an OperationOutcome in its
 * place. Where nothing is said, as HealthLake answers.
 */
export function asPreferred(request: FhirRequest, answer: FhirAnswer, done: string): FhirAnswer {
  const preferred = preferredReturn(request);
  if (preferred === undefined) return answer;
  const headers = { ...answer.headers, 'preference-applied': `return=${preferred}` };
  if (preferred === 'representation') return { ...answer, headers };
  if (preferred === 'minimal') return { ...answer, headers, body: Buffer.alloc(0) };
  const issue = [{ severity: 'information', code: 'informational', diagnostics: done }];
  const { body } = jsonAnswer(200, { resourceType: 'OperationOutcome', issue });
  return { status: answer.status === 204 ? 200 : answer.status, headers, body };
}
