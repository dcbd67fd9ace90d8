import type { IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { FhirAnswer } from './fhir-answer.ts';
import { FhirError, badRequest } from './fhir-error.ts';

const unzipped = promisify(gunzip);
const zipped = promisify(gzip);

/** The one packet that an answer fits into is not worth the work. */
const WORTH_BYTES = 1400;

/**
 * The body of a request without its Content-Encoding (RFC 9110, 8.4): gzip, or none.
 * @param most bytes that it may have, unpacked
 * @throws FhirError 413, 400 for what is no gzip, 415 for another encoding
 */
export async function decodedBody(
  { 'content-encoding': encoding = 'identity' }: IncomingHttpHeaders,
  body: Buffer,
  most: number,
): Promise<Buffer> {
  const name = encoding.trim().toLowerCase();
  if (name === 'identity' || name === '') return body;
  if (name !== 'gzip' && name !== 'x-gzip')
    throw new FhirError(415, 'not-supported', 'The Content-Encoding of a body must be gzip, or none.');
  try {
    return await unzipped(body, { maxOutputLength: most });
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code !== 'ERR_BUFFER_TOO_LARGE')
      throw badRequest('The body is no gzip, as its Content-Encoding says.');
    throw new FhirError(
      413,
      'too-long',
      `The body is larger than ${most / 1024 ** 2} MB when it is unpacked.`,
    );
  }
}

/** The answer as the client would have it: in gzip where it takes that and it is worth it (RFC 9110, 12.5.3). */
export async function encodedAnswer(
  { 'accept-encoding': accepted = '' }: IncomingHttpHeaders,
  answer: FhirAnswer,
): Promise<FhirAnswer> {
  const { headers, body } = answer;
  if (body.length < WORTH_BYTES) return answer;
  const vary = { ...headers, vary: 'accept-encoding, origin' };
  if (!takesGzip([accepted].flat().join())) return { ...answer, headers: vary };
  return { ...answer, headers: { ...vary, 'content-encoding': 'gzip' }, body: await zipped(body) };
}

function takesGzip(accepted: string): boolean {
  const weights = new Map(
    accepted.split(',').map((range) => {
      const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const weight = parameters.find((each) => each.startsWith('q='))?.slice(2) ?? '1';
      return [name, Number(weight)] as const;
    }),
  );
  return (weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0) > 0;
}
