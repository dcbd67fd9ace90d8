import type { AwsError } from '../ground/index.ts';

/**
 * The codes that errors have in the query protocol, by those that they have in the JSON and CBOR ones, where they differ. SDKs show them in
 * whatever protocol (Smithy, "awsQueryCompatible").
 */
export type QueryCodes = Readonly<Record<string, string>>;

/** The header by which the JSON and CBOR protocols tell the code. */
export const queryCodeHeader = ({ code, status }: AwsError, codes: QueryCodes): Record<string, string> => ({
  'x-amzn-query-error': `${codes[code] ?? code};${status < 500 ? 'Sender' : 'Receiver'}`,
});
