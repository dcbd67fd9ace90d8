import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readSmartApps } from '../../../local/token-issuer/smart-app.ts';
import type { IssuerUnderTest } from './start-issuer.ts';
import {
  CONFIDENTIAL,
  ENDPOINT,
  PUBLIC,
  REQUEST,
  authorize,
  parametersOf,
  startIssuer,
} from './start-issuer.ts';

let issuer: IssuerUnderTest;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());

type Given = Parameters<typeof parametersOf>[0];
const ask = (given: Given = {}) => authorize(issuer, parametersOf(REQUEST, given));
const decide = (decision: Record<string, string>, given: Given = {}) =>
  authorize(issuer, parametersOf(REQUEST, given), decision);
const ALLOW = { decision: 'allow', patient: 'p1' };

describe('the page of the local issuer', () => {
  test('asks who the app is for: the patients of the data store, escaped', async () => {
    const { status, html } = await ask();
    expect(status).toBe(200);
    for (const part of [
      'Let growth-chart in?',
      'value="p1"',
      'Name of p2',
      'patient/*.rs',
      'http://localhost:3000',
    ])
      expect(html).toContain(part);
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toContain('<script');
  });

  test('has a policy without scripts, frames or inline styles, under which its form still leads to the app', async () => {
    const { headers } = await ask();
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'self' http:\/\/localhost:3000; frame-ancestors 'none'$/,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    const native = await ask({
      client_id: CONFIDENTIAL.clientId,
      redirect_uri: 'com.example.portal:/callback',
    });
    expect(native.headers.get('content-security-policy')).toContain(
      "form-action 'self' com.example.portal:;",
    );
  });

  test('shows fifty patients, and leads to those that follow', async () => {
    const many = await startIssuer();
    many.addPatients(60);
    const first = await authorize(many, parametersOf(REQUEST));
    const next = /href="(?<next>[^"]+)">More/.exec(first.html)?.groups?.next?.replaceAll('&amp;', '&') ?? '';
    const second = await authorize(many, new URLSearchParams(next.slice(1)));
    const idsOf = (html: string) => [...html.matchAll(/value="([pq]\d+)"/g)].map(([, id]) => id);
    expect(idsOf(first.html).length + idsOf(second.html).length).toBe(63);
    expect(second.html).not.toContain('More patients');
    await many.close();
  });

  test('asks for no patient where the app needs none', async () => {
    expect((await ask({ scope: 'openid user/*.rs' })).html).not.toContain('<fieldset>');
    const { query } = await decide({ decision: 'allow' }, { scope: 'openid user/*.rs' });
    expect(query).toEqual({ tenant: '1', code: expect.any(String), state: REQUEST.state });
  });
});

describe('a decision', () => {
  test('leads back to the app, to the letter of what is registered, with a code and its state', async () => {
    const { status, to, query, headers } = await decide(ALLOW);
    expect([status, to]).toEqual([303, 'http://localhost:3000/app?tenant=1']);
    expect(query).toEqual({ tenant: '1', code: expect.stringMatching(/^[\w-]{43}$/), state: REQUEST.state });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('may name another patient by id, and none that is not there', async () => {
    expect((await decide({ decision: 'allow', patient: 'p1', other: ' p3 ' })).query.code).toBeDefined();
    for (const [decision, problem] of [
      [{ decision: 'allow', other: 'nobody' }, 'no patient of this id'],
      [{ decision: 'allow' }, 'Choose a patient'],
    ] as const) {
      const { status, html, to } = await decide(decision);
      expect([status, to]).toEqual([400, undefined]);
      expect(html).toContain(problem);
    }
  });

  test.each([{ decision: 'deny', patient: 'p1' }, { patient: 'p1' }])('%j is no leave', async (decision) => {
    expect((await decide(decision as Record<string, string>)).query).toMatchObject({
      error: 'access_denied',
      state: REQUEST.state,
    });
  });
});

describe('an app that is not registered, or another address, gets nothing sent anywhere', () => {
  test.each<[string, Given]>([
    ['no client_id', { client_id: undefined }],
    ['another client_id', { client_id: 'nobody' }],
    ['two of them', { client_id: [PUBLIC.clientId, CONFIDENTIAL.clientId] }],
    ['a name of every object', { client_id: 'constructor' }],
    ['no redirect_uri', { redirect_uri: undefined }],
    ['two of them', { redirect_uri: [REQUEST.redirect_uri, 'https://evil.example/'] }],
    ['one of another app', { redirect_uri: CONFIDENTIAL.redirectUris[0] }],
    ['one more character', { redirect_uri: `${REQUEST.redirect_uri}2` }],
    ['another case', { redirect_uri: REQUEST.redirect_uri.toUpperCase() }],
    ['a path below', { redirect_uri: 'http://localhost:3000/app/?tenant=1' }],
    ['another port', { redirect_uri: 'http://localhost:3001/app?tenant=1' }],
    ['user information', { redirect_uri: 'http://localhost:3000@evil.example/app?tenant=1' }],
    ['a script', { redirect_uri: 'javascript:alert(1)' }],
  ])('%s', async (_, given) => {
    for (const answered of [await ask(given), await decide(ALLOW, given)]) {
      expect([answered.status, answered.to]).toEqual([400, undefined]);
      expect(answered.html).toContain('cannot be let in');
      expect(answered.html).not.toContain('evil');
      expect(answered.headers.get('content-security-policy')).toContain("form-action 'none'");
    }
  });
});

describe('an app is told what is wrong with its request, by redirect (RFC 6749, chapter 4.1.2.1)', () => {
  test.each<[string, string, Given]>([
    ['unsupported_response_type', 'an implicit grant', { response_type: 'token' }],
    ['unsupported_response_type', 'no response_type', { response_type: undefined }],
    ['invalid_request', 'no challenge', { code_challenge: undefined }],
    ['invalid_request', 'no method, which would be plain', { code_challenge_method: undefined }],
    ['invalid_request', 'the method plain', { code_challenge_method: 'plain' }],
    ['invalid_request', 'a challenge that is no SHA-256', { code_challenge: 'short' }],
    ['invalid_request', 'no aud', { aud: undefined }],
    ['invalid_request', 'another server', { aud: 'https://fhir.example/' }],
    ['invalid_request', 'a parameter twice', { scope: ['openid', 'patient/*.rs'] }],
    ['invalid_request', 'launch without its parameter', { scope: 'launch patient/*.rs' }],
    ['invalid_request', 'a launch that nobody made', { scope: 'launch patient/*.rs', launch: 'guessed' }],
    ['invalid_scope', 'no scope', { scope: undefined }],
    ['invalid_scope', 'scopes that it does not know', { scope: 'read write' }],
    ['invalid_scope', 'a service’s scope', { scope: 'system/*.cruds' }],
  ])('%s: %s', async (error, _, given) => {
    for (const answered of [await ask(given), await decide(ALLOW, given)]) {
      expect([answered.status, answered.to]).toEqual([303, 'http://localhost:3000/app?tenant=1']);
      expect(answered.query).toEqual({
        tenant: '1',
        error,
        error_description: expect.any(String),
        state: REQUEST.state,
      });
      // RFC 6749, appendix A.8.
      expect(answered.query.error_description).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
    }
  });

  test('without a state, too, and of two states none', async () => {
    for (const state of [undefined, ['one', 'two']]) {
      const { query } = await ask({ state });
      expect(query).toEqual({ tenant: '1', error: 'invalid_request', error_description: expect.any(String) });
    }
  });
});

describe('an app that an EHR launches', () => {
  const launched = async (body: object) => {
    const response = await fetch(`${issuer.url}/launches`, { method: 'POST', body: JSON.stringify(body) });
    return { status: response.status, text: await response.text() };
  };
  const SCOPE = { scope: 'launch openid fhirUser patient/*.rs' };
  const newLaunch = async () =>
    (JSON.parse((await launched({ iss: ENDPOINT, patient: 'p2' })).text) as { launch: string }).launch;

  test('has its code at once, for the patient that the EHR had open, and once', async () => {
    const launch = await newLaunch();
    expect((await ask({ ...SCOPE, launch })).query).toMatchObject({ code: expect.any(String) });
    expect((await ask({ ...SCOPE, launch })).query).toMatchObject({ error: 'invalid_request' });
  });

  test('comes too late after ten minutes', async () => {
    const launch = await newLaunch();
    issuer.pass(600);
    expect((await ask({ ...SCOPE, launch })).query).toMatchObject({ error: 'invalid_request' });
  });

  test('is asked for its user where it does not ask for the launch', async () => {
    expect((await ask({ scope: 'patient/*.rs', launch: await newLaunch() })).status).toBe(200);
  });

  test.each([
    ['another server', { iss: 'https://fhir.example/', patient: 'p1' }, 'iss must be'],
    ['no patient', { iss: ENDPOINT }, 'patient must be'],
    ['a patient that is not there', { iss: ENDPOINT, patient: 'p9' }, 'patient must be'],
    ['a user that is no text', { iss: ENDPOINT, patient: 'p1', fhirUser: {} }, 'fhirUser must be'],
  ])('is not launched for %s', async (_, body, why) => {
    expect(await launched(body)).toEqual({ status: 400, text: expect.stringContaining(why) });
  });
});

test.each([
  [{ clientId: '', redirectUris: [] }],
  [{ clientId: 'ä', redirectUris: [] }],
  [{ clientId: 'a', clientSecret: '\n', redirectUris: [] }],
  [{ clientId: 'a', redirectUris: ['/callback'] }],
  [{ clientId: 'a', redirectUris: ['http://localhost:3000/#fragment'] }],
  [{ clientId: 'a', redirectUris: ['http://localhost:3000/\r\nSet-Cookie:a=b'] }],
  [{ clientId: 'a', redirectUris: ['http://localhost:3000/"'] }],
  [{ clientId: 'a', redirectUris: ['http://'] }],
  [{ clientId: 'a', redirectUris: ['javascript:alert(1)'] }],
  [{ clientId: 'a', redirectUris: ['data:text/html,a'] }],
])('%j cannot be registered', (app) => {
  expect(() => readSmartApps([app])).toThrow('cannot be registered');
});

test('an app that is named twice has both addresses, and one secret', () => {
  const app = { clientId: 'a', redirectUris: ['http://localhost:3000/'] };
  const apps = readSmartApps([app, { ...app, redirectUris: ['http://localhost:3001/'] }]);
  expect(apps.get('a')?.redirectUris).toEqual(['http://localhost:3000/', 'http://localhost:3001/']);
  expect(() => readSmartApps([app, { ...app, clientSecret: 's' }])).toThrow('same secret');
});
