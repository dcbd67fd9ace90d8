import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { Refusal } from './operations.ts';

type Request = Readonly<Record<string, unknown>>;

/** The members of a request that have attributes. */
const ATTRIBUTES = ['Item', 'Key', 'ExpressionAttributeValues'] as const;

const marshalled = (input: Request): Request => ({
  ...input,
  ...Object.fromEntries(
    ATTRIBUTES.flatMap((name) =>
      input[name] === undefined ? [] : [[name, marshall(input[name], { removeUndefinedValues: true })]],
    ),
  ),
});

/**
 * A document client for code that runs in this process and writes. What it sends is what the SDK would send over HTTP.
 * @param run does one operation, @throws Refusal
 */
export const clientInProcess = (
  run: (operation: string, request: Request) => string,
): DynamoDBDocumentClient =>
  ({
    send(command: object): Promise<object> {
      try {
        if (command instanceof PutCommand) run('PutItem', marshalled(command.input));
        else if (command instanceof UpdateCommand) run('UpdateItem', marshalled(command.input));
        else throw new TypeError('the client in this process writes only');
        return Promise.resolve({});
      } catch (error) {
        const isCondition = error instanceof Refusal && error.type === 'ConditionalCheckFailedException';
        const { message } = error as Error;
        return Promise.reject(
          isCondition ? new ConditionalCheckFailedException({ message, $metadata: {} }) : (error as Error),
        );
      }
    },
  }) as unknown as DynamoDBDocumentClient;
