import type { IdentityProviderConfiguration } from '@aws-sdk/client-healthlake';
import { AwsError } from '../../../local/ground/aws-error.ts';
import type { Authorize, Caller } from '../../../local/ground/principal.ts';
import { ACCOUNT } from '../../../local/ground/principal.ts';
import type { Clock } from '../../../local/ground/clock.ts';
import { createClock } from '../../../local/ground/clock.ts';
import type { InvokeFunction } from '../../../local/fhir-server/authorization/ask-identity-provider.ts';
import { createFhirEndpoint } from '../../../local/fhir-server/fhir-endpoint.ts';
import type { MayAssumeRole } from '../../../local/healthlake/permissions.ts';
import type { HealthLake } from '../../../local/healthlake/healthlake.ts';
import { createHealthLake } from '../../../local/healthlake/healthlake.ts';
import { openDatabase } from '../../../local/ground/sqlite.ts';
import { temporaryFolder } from '../../support/cloud.ts';
import { serve } from '../../support/server.ts';
import { createS3StandIn } from '../healthlake/s3-stand-in.ts';

export const ROLE = 'arn:aws:iam::000000000000:role/smart';
export const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:identity-provider:live';

/** What is sent unless a test says otherwise: signed by the account's owner. */
export const SIGNED = {
  authorization: 'AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/healthlake/aws4_request',
};
export const BEARER = { authorization: 'Bearer token' };

export interface Sent {
  method?: string;
  headers?: Record<string, string>;
  /** A text is sent as it is, anything else as JSON. */
  body?: unknown;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body. */
  json: Record<string, unknown>;
  /** Diagnostics of the OperationOutcome, each behind its code. */
  issues: string[];
}

/** A FHIR endpoint behind HTTP, with an identity provider that a test decides for. */
export interface Endpoint {
  /** The endpoint's URL, with a slash at its end. */
  url: string;
  datastoreId: string;
  healthLake: HealthLake;
  clock: Clock;
  /** What the identity provider was asked. */
  asked: { functionArn: string; payload: unknown; by: unknown }[];
  troubles: unknown[];
  /** Sends a request; `path` is behind the endpoint, or an absolute URL. */
  send(path: string, sent?: Sent): Promise<Answer>;
  put(resource: { resourceType: string; id: string }, headers?: Record<string, string>): Promise<Answer>;
  /** What the identity provider answers from now on: claims beside those of an allowance. */
  allow(claims: Record<string, unknown>): void;
  answerWith(invoke: InvokeFunction): void;
  callAs(caller: Caller): void;
  /** Actions that policies deny from now on. */
  deny(...actions: string[]): void;
  /** Transactions wait from now on, and are taken up again. */
  pauseTransactions(): Promise<void>;
  resumeTransactions(): void;
  stop(): Promise<void>;
}

export const SMART: IdentityProviderConfiguration = {
  AuthorizationStrategy: 'SMART_ON_FHIR',
  IdpLambdaArn: FUNCTION,
  Metadata: JSON.stringify({
    authorization_endpoint: 'https://issuer.invalid/authorize',
    token_endpoint: 'https://issuer.invalid/token',
    capabilities: ['permission-v1', 'permission-v2'],
  }),
};

export async function startEndpoint(
  IdentityProviderConfiguration: IdentityProviderConfiguration = SMART,
  mayAssumeRole: MayAssumeRole = () => true,
): Promise<Endpoint> {
  const { folder, remove } = await temporaryFolder();
  const database = openDatabase(folder, 'cloud.sqlite');
  const clock = createClock();
  const denied = new Set<string>();
  const troubles: unknown[] = [];
  const asked: Endpoint['asked'] = [];
  let caller: Caller = ACCOUNT;
  let invoke: InvokeFunction = () => Promise.reject(new Error('nobody said what to answer'));
  let origin = '';
  const authorize: Authorize = (by, action) => {
    if (denied.has(action)) throw new AwsError('AccessDenied', `${by.kind} may not do ${action}`, 403);
  };
  const healthLake = createHealthLake({
    database,
    stateFolder: folder,
    clock,
    authorize,
    mayAssumeRole,
    s3: createS3StandIn(`${folder}/s3`, ['results']),
    emit: () => undefined,
    endpoint: () => origin,
    onTrouble: (error) => troubles.push(error),
  });
  const fhirEndpoint = createFhirEndpoint({
    healthLake,
    clock,
    authorize,
    mayAssumeRole,
    invokeFunction: (functionArn, payload, by) => {
      asked.push({ functionArn, payload, by });
      return invoke(functionArn, payload, by);
    },
    onTrouble: (error) => troubles.push(error),
  });
  healthLake.start();
  fhirEndpoint.start();
  const { datastoreId } = healthLake.declareDatastore({
    name: 'store',
    properties: { IdentityProviderConfiguration },
  });
  const server = await serve(fhirEndpoint, () => caller);
  origin = server.url;
  const url = `${origin}/datastore/${datastoreId}/r4/`;

  const send: Endpoint['send'] = async (path, { method = 'GET', headers = {}, body } = {}) => {
    const response = await fetch(path.startsWith('http') ? path : url + path, {
      method,
      headers: {
        ...SIGNED,
        ...(body !== undefined && { 'content-type': 'application/fhir+json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    const issue = (json.issue ?? []) as { code: string; diagnostics: string }[];
    return {
      status: response.status,
      headers: response.headers,
      text,
      json,
      issues: issue.map(({ code, diagnostics }) => `${code}: ${diagnostics}`),
    };
  };

  return {
    url,
    datastoreId,
    healthLake,
    clock,
    asked,
    troubles,
    send,
    put: (resource, headers = {}) =>
      send(`${resource.resourceType}/${resource.id}`, { method: 'PUT', headers, body: resource }),
    allow(claims) {
      const seconds = Math.floor(clock.now() / 1000);
      const authPayload = {
        isAuthorized: true,
        aud: url,
        nbf: seconds - 10,
        exp: seconds + 600,
        scope: 'system/*.cruds',
        ...claims,
      };
      invoke = () => Promise.resolve({ payload: { authPayload, iamRoleARN: ROLE }, logTail: '' });
    },
    answerWith(next) {
      invoke = next;
    },
    callAs(next) {
      caller = next;
    },
    deny(...actions) {
      denied.clear();
      for (const action of actions) denied.add(action);
    },
    pauseTransactions: () => fhirEndpoint.stop(),
    resumeTransactions: () => {
      healthLake.start();
      fhirEndpoint.start();
    },
    async stop() {
      await server.close();
      await fhirEndpoint.stop();
      clock.stop();
      await healthLake.close();
      database.close();
      await remove();
      if (troubles.length > 0) throw new Error(troubles.map(String).join('\n'));
    },
  };
}

/** The ids in a searchset. */
export const idsIn = ({ json }: Answer): string[] =>
  ((json.entry ?? []) as { resource: { id: string } }[]).map(({ resource }) => resource.id);

/** The URL of a searchset's link. */
export const linkOf = ({ json }: Answer, relation: string): string | undefined =>
  (json.link as { relation: string; url: string }[]).find((link) => link.relation === relation)?.url;
