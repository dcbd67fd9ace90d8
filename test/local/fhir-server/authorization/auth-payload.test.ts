import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkAuthPayload } from '../../../../local/fhir-server/authorization/auth-payload.ts';
import { FhirError } from '../../../../local/fhir-server/http/fhir-error.ts';

const ENDPOINT = 'http://127.0.0.1:1/datastore/d/r4/';
const ROLE = 'arn:aws:iam::000000000000:role/smart';
const NOW = Date.parse('2026-01-31T12:00:00Z');
const seconds = NOW / 1000;
/** Seconds. */
const TOLERANCE = 10;

const PAYLOAD = {
  isAuthorized: true,
  aud: ENDPOINT,
  nbf: seconds,
  exp: seconds + 1,
  scope: 'system/*.read',
};

/** The status that an answer is refused with; 200 where it is not. */
function statusOf(answer: unknown): number {
  try {
    checkAuthPayload(answer, ENDPOINT, NOW);
    return 200;
  } catch (error) {
    if (error instanceof FhirError) return error.status;
    throw error;
  }
}

const withClaims = (changes: object, iamRoleARN: unknown = ROLE) => ({
  authPayload: { ...PAYLOAD, ...changes },
  iamRoleARN,
});

describe('the identity provider’s answer', () => {
  test('lets a request pass with isAuthorized as the guide’s table or as its example has it', () => {
    expect(statusOf(withClaims({}))).toBe(200);
    expect(statusOf(withClaims({ isAuthorized: 'true' }))).toBe(200);
  });

  test('is as tolerant of clocks as the identity provider', () => {
    for (const exp of [seconds, seconds - 1, seconds - TOLERANCE + 1])
      expect(statusOf(withClaims({ exp }))).toBe(200);
    expect(statusOf(withClaims({ nbf: seconds + TOLERANCE }))).toBe(200);
  });

  test.each<[string, object, number]>([
    ['isAuthorized false', { isAuthorized: false }, 401],
    ['isAuthorized "false"', { isAuthorized: 'false' }, 401],
    ['isAuthorized "TRUE"', { isAuthorized: 'TRUE' }, 401],
    ['isAuthorized 1', { isAuthorized: 1 }, 401],
    ['no isAuthorized', { isAuthorized: undefined }, 401],
    ['no aud', { aud: undefined }, 401],
    ['another data store in aud', { aud: ENDPOINT.replace('/d/', '/e/') }, 401],
    ['an endpoint without its slash in aud', { aud: ENDPOINT.slice(0, -1) }, 401],
    ['a list in aud', { aud: [ENDPOINT] }, 401],
    ['no exp', { exp: undefined }, 401],
    ['exp that is past by more than clocks may differ', { exp: seconds - TOLERANCE }, 401],
    ['exp as a text', { exp: String(seconds + 60) }, 401],
    ['exp beyond all numbers', { exp: Infinity }, 401],
    ['no nbf', { nbf: undefined }, 401],
    ['nbf that is later than clocks may differ', { nbf: seconds + TOLERANCE + 1 }, 401],
    ['no scope', { scope: undefined }, 403],
    ['a list in scope', { scope: ['system/*.read'] }, 403],
  ])('with %s is refused', (_, changes, status) => {
    expect(statusOf(withClaims(changes))).toBe(status);
  });

  test.each([
    undefined,
    null,
    '',
    'admin',
    'arn:aws:iam::1:role/x',
    'arn:aws:iam::000000000000:user/x',
    [ROLE],
  ])('with the role %j is refused', (role) => {
    expect(statusOf({ authPayload: PAYLOAD, iamRoleARN: role })).toBe(403);
  });

  test('of any other form is refused', () => {
    fc.assert(
      fc.property(fc.anything(), (answer) => {
        expect(statusOf(answer)).toBe(401);
        expect(statusOf({ authPayload: answer, iamRoleARN: ROLE })).toBe(401);
      }),
    );
  });

  test('names a patient of this data store: by an id, a reference, or in full; and by nothing else', () => {
    const patientOf = (patient: unknown) =>
      checkAuthPayload(withClaims({ patient }), ENDPOINT, NOW).patientId;
    for (const own of ['a-1', 'Patient/a-1', `${ENDPOINT}Patient/a-1`]) expect(patientOf(own)).toBe('a-1');
    const others = [
      'http://127.0.0.1:1/datastore/e/r4/Patient/a',
      'https://other.example/Patient/a',
      '/Patient/a',
    ];
    for (const other of ['', 'Patient/', 'Group/a', 'a,b', '*', ['a'], 7, null, ...others])
      expect(patientOf(other)).toBe(undefined);
  });
});
