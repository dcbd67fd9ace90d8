import type { HealthLakeSettings } from '../../../local/healthlake/index.ts';

/** A request of a probe, as it goes over the wire. */
export interface Request {
  method: string;
  /** The path with its query, decoded; of S3 it begins with the bucket. */
  path: string;
  headers: Readonly<Record<string, string>>;
  /** Empty where there is none. */
  body: string;
}

/** What is answered; a change writes into it. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

export type Which = (request: Request, answer: Readonly<Answer>) => boolean;
export type Change = (answer: Answer, request: Request) => void;

/** What makes an assumption false. */
export interface Fault {
  /** A setting of the local HealthLake that has the other answer. */
  settings?: Partial<HealthLakeSettings>;
  /** Answers that are changed on their way. */
  answers?: readonly (readonly [which: Which, change: Change])[];
  /** Other probes that are about the same, or build on it, and so are broken as well. */
  also?: readonly string[];
}

/** An answer of the service that is another one than what is assumed. */
export const answer = (which: Which, change: Change): Fault => ({ answers: [[which, change]] });

// Which answers are changed.

/** Of this action of the JSON API, with a body like this. */
export const api =
  (action: string, body = /^/): Which =>
  (request) =>
    request.headers['x-amz-target'] === `HealthLake.${action}` && body.test(request.body);

/** Of a method and a path of the FHIR endpoint. */
export const fhir =
  (method: string, path: RegExp): Which =>
  (request) =>
    request.method === method && request.path.startsWith('/datastore/') && path.test(request.path);

/** Of an object in S3, by its key. */
export const object =
  (key: RegExp): Which =>
  (request) =>
    request.method === 'GET' && !request.path.includes('list-type=2') && key.test(request.path);

/** Of requests that all of these choose. */
export const all =
  (...which: readonly Which[]): Which =>
  (request, given) =>
    which.every((each) => each(request, given));

export const sent =
  (header: string, value: RegExp): Which =>
  ({ headers }) =>
    value.test(headers[header] ?? '');

export const without =
  (header: string): Which =>
  ({ headers }) =>
    headers[header] === undefined;

export const answered =
  (status: number): Which =>
  (_, given) =>
    given.status === status;

/** Of what is refused by an error of this name. */
export const refusedBy =
  (name: string): Which =>
  (_, given) =>
    given.status >= 400 && given.text.includes(`"${name}"`);

export const body =
  (pattern: RegExp): Which =>
  (request) =>
    pattern.test(request.body);

/** Of requests with a bearer token that has this scope. */
export const bearing =
  (scope: string): Which =>
  ({ headers }) => {
    const [, payload] = /^Bearer [^.]+\.([^.]+)\./.exec(headers.authorization ?? '') ?? [];
    if (payload === undefined) return false;
    const claims = Buffer.from(payload, 'base64url').toString();
    return claims.startsWith('{') && (JSON.parse(claims) as { scope?: string }).scope === scope;
  };

// What they are changed to.

export const status =
  (code: number): Change =>
  (given) => {
    given.status = code;
  };

/** An error of the JSON API by this name. */
export const error =
  (name: string, code = 400): Change =>
  (given) => {
    given.status = code;
    given.headers['x-amzn-errortype'] = name;
    given.text = JSON.stringify({ __type: name, message: 'otherwise' });
  };

/** What was refused is done. */
export const done =
  (members: object = {}): Change =>
  (given) => {
    given.status = 200;
    delete given.headers['x-amzn-errortype'];
    given.text = JSON.stringify(members);
  };

/** Members of the answer are others. `Json` is what the caller knows of its form. */
export const json =
  <Json extends object>(change: (members: Json) => Partial<Json>): Change =>
  (given) => {
    const members = JSON.parse(given.text) as Json;
    given.text = JSON.stringify({ ...members, ...change(members) });
  };

export const withoutHeader =
  (name: string): Change =>
  (given) => {
    Reflect.deleteProperty(given.headers, name);
  };

/** Lines of a file are others. */
export const lines =
  (change: (lines: Line[]) => Line[]): Change =>
  (given) => {
    const known = given.text.split('\n').filter((line) => line !== '');
    const changed = change(known.map((line) => JSON.parse(line) as Line));
    given.text = changed.map((line) => `${JSON.stringify(line)}\n`).join('');
  };

export interface Line {
  lineId: number;
  UpdateResourceResponse: { statusCode: number; jsonBlob: { issue?: object[]; [member: string]: unknown } };
}

/** A file below the output folder of the job of this name that is not to be there. */
export const alsoThere = (job: string, path: string): Fault => ({
  answers: [
    [
      ({ path: asked }) => asked.includes('list-type=2') && asked.includes(`/${job}/`),
      (given) => {
        const [, prefix = ''] = /<Prefix>([^<]*)<\/Prefix>/.exec(given.text) ?? [];
        given.text = given.text.replace(
          '</ListBucketResult>',
          `<Contents><Key>${prefix}${path}</Key><Size>1</Size></Contents></ListBucketResult>`,
        );
      },
    ],
    [object(new RegExp(`/${job}/.*${path}`)), status(200)],
  ],
});
