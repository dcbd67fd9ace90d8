import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as events from '@aws-sdk/client-eventbridge';
import * as healthlake from '@aws-sdk/client-healthlake';
import * as lambda from '@aws-sdk/client-lambda';
import * as sqs from '@aws-sdk/client-sqs';
import { clientSettings } from './server.ts';

type Sdk = Readonly<Record<string, unknown>>;
interface AnyClient {
  send: (command: object) => Promise<unknown>;
  destroy: () => void;
}

const SERVICES: Readonly<Record<string, [sdk: Sdk, client: string]>> = {
  cloudwatch: [cloudwatch, 'CloudWatchClient'],
  events: [events, 'EventBridgeClient'],
  healthlake: [healthlake, 'HealthLakeClient'],
  lambda: [lambda, 'LambdaClient'],
  logs: [logs, 'CloudWatchLogsClient'],
  sqs: [sqs, 'SQSClient'],
};

/** Options whose value is a list, as the CLI takes it: words behind one another. */
const LISTS = [
  '--alarm-names',
  '--attribute-names',
  '--message-attribute-names',
  '--statistics',
  '--dimensions',
];
const NUMBERS = ['--visibility-timeout', '--period'];
const TIMES = ['--start-time', '--end-time'];

/**
 * Does by the SDK what a command line of the AWS CLI does, for machines without it: the few forms of options that the pages have.
 * @param words those behind `aws`
 * @returns the answer as the CLI prints it: JSON
 */
export async function awsCommand(
  url: string,
  [service = '', operation = '', ...words]: string[],
): Promise<string> {
  const [sdk, clientName] = SERVICES[service] ?? [];
  if (!sdk || clientName === undefined) throw new Error(`no client of ${service} for: ${operation}`);
  const Client = sdk[clientName] as new (settings: object) => AnyClient;
  // The CLI writes FHIR as any other word.
  const name = `${pascal(operation)}Command`.toLowerCase();
  const command = Object.keys(sdk).find((key) => key.toLowerCase() === name) ?? '';
  const Command = sdk[command] as new (input: object) => object;
  const client = new Client({ ...clientSettings(url), maxAttempts: 1 });
  try {
    return JSON.stringify(await client.send(new Command(inputOf(service, words))));
  } finally {
    client.destroy();
  }
}

const pascal = (kebab: string): string =>
  kebab.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

function inputOf(service: string, words: readonly string[]): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [at, option] of words.entries()) {
    if (!option.startsWith('--')) continue;
    const end = words.findIndex((word, index) => index > at && word.startsWith('--'));
    const values = words.slice(at + 1, end === -1 ? undefined : end);
    input[memberOf(service, option)] = valueOf(option, values);
  }
  return input;
}

function memberOf(service: string, option: string): string {
  if (option === '--uuid') return 'UUID';
  const name = pascal(option.slice(2));
  return service === 'logs' ? `${name[0]?.toLowerCase() ?? ''}${name.slice(1)}` : name;
}

function valueOf(option: string, values: readonly string[]): unknown {
  const [value = ''] = values;
  if (values.length === 0) return true;
  if (option === '--dimensions') return values.map(pairsOf);
  if (option === '--entries') return JSON.parse(value) as unknown;
  if (LISTS.includes(option)) return values;
  if (NUMBERS.includes(option)) return Number(value);
  return TIMES.includes(option) ? new Date(value) : value;
}

/** The CLI's shorthand: `Name=a,Value=b`. */
const pairsOf = (text: string): Record<string, string> =>
  Object.fromEntries(text.split(',').map((pair) => pair.split('=') as [string, string]));
