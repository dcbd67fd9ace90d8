import { isDeepStrictEqual } from 'node:util';
import * as sdk from '@aws-sdk/client-healthlake';
import type { OperationName } from '../../../lib/healthlake/model.ts';
import { OPERATIONS } from '../../../lib/healthlake/model.ts';
import { decode } from '../../../local/healthlake/protocol/codec.ts';

/** What came back: the error as `__type` and `Message`, as on the wire. */
export interface SdkAnswer {
  status: number | undefined;
  body: Record<string, unknown>;
}

type AnyCommand = new (input: object) => sdk.ListFHIRDatastoresCommand;
const commandOf = (operation: OperationName): AnyCommand =>
  (sdk as unknown as Record<string, AnyCommand>)[`${operation}Command`] ?? sdk.ListFHIRDatastoresCommand;

class NotSendable extends Error {}

/**
 * Calls an operation through the SDK. Resolves with undefined, and sends nothing, where the SDK would not put
 * on the wire what `request` says: it leaves out or changes what is of another type than it knows.
 */
export async function sdkCall(
  client: sdk.HealthLakeClient,
  operation: OperationName,
  request: unknown,
): Promise<SdkAnswer | undefined> {
  try {
    const command = new (commandOf(operation))(decode(OPERATIONS[operation].input, request) as object);
    command.middlewareStack.add(
      (next) => (args) => {
        const { body } = args.request as { body: Uint8Array };
        if (!isSameRequest(JSON.parse(new TextDecoder().decode(body)) as object, request as object))
          throw new NotSendable();
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    const { $metadata, ...body } = await client.send(command);
    return { status: $metadata.httpStatusCode, body };
  } catch (error) {
    if (error instanceof sdk.HealthLakeServiceException) {
      const { name, message, $metadata } = error;
      return { status: $metadata.httpStatusCode, body: { __type: name, Message: message } };
    }
    if (error instanceof NotSendable || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The SDK fills in a ClientToken of its own where there is none. */
function isSameRequest(sent: object, wanted: object): boolean {
  const filled = 'ClientToken' in wanted ? {} : { ClientToken: undefined };
  return isDeepStrictEqual(withoutUndefined({ ...sent, ...filled }), wanted);
}

const withoutUndefined = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
