import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import type { GetFunctionConfigurationCommandOutput } from '@aws-sdk/client-lambda';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { LambdaFunction } from '../../../local/cloudformation/index.ts';
import type { Check, Finding } from '../finding.ts';
import { NOWHERE } from '../expected-stack.ts';
import { deployAgain, deployOrCall, ofEach, unless } from '../finding.ts';

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('base64');

export const functions: Check = {
  name: 'functions',
  finds:
    'functions that are gone or not active, or whose code, runtime, memory, time limit, role or environment is not the package’s',
  look: ({ stage: { stage }, stack, clients }) =>
    ofEach(stack.functions, async (expected): Promise<Finding[]> => {
      const { name, artifact, aliases } = expected;
      const settings = (Qualifier?: string) =>
        unless(
          clients.functions.send(new GetFunctionConfigurationCommand({ FunctionName: name, Qualifier })),
          ['ResourceNotFoundException'],
          undefined,
        );
      const found = await settings();
      if (found === undefined)
        return [
          {
            what: `the function ${name} is gone`,
            next: 'a deployment alone does not make it again: docs/doctor.md says what does',
          },
        ];
      if (found.State !== 'Active' || found.LastUpdateStatus === 'Failed')
        return [
          {
            what: `the function ${name} is ${found.State}, its last update ${found.LastUpdateStatus}`,
            next: `aws lambda get-function-configuration --function-name ${name}   # says why`,
          },
        ];
      const code = sha256(artifact);
      const differs = otherSettings(expected, found);
      const wrongSettings = differs.length > 0;
      if (found.CodeSha256 !== code) differs.unshift('code');
      for (const alias of Object.keys(aliases)) {
        const aliased = await settings(alias);
        if (aliased?.CodeSha256 !== code && found.CodeSha256 === code)
          differs.push(`code of its alias ${alias}`);
      }
      return differs.length === 0
        ? []
        : [
            {
              what: `the function ${name} is not as the package has it: ${differs.join(', ')}`,
              next: wrongSettings
                ? deployOrCall(stage, settingsCall(expected, found))
                : deployAgain(stage, { force: true }),
            },
          ];
    }),
};

function otherSettings(
  { runtime, memoryMb, timeoutSeconds, roleArn, environment }: LambdaFunction,
  found: GetFunctionConfigurationCommandOutput,
): string[] {
  const wanted = Object.entries(comparable(environment));
  const changed = wanted.filter(([name, value]) => found.Environment?.Variables?.[name] !== value);
  return [
    ...(found.Runtime === runtime ? [] : [`runtime (${found.Runtime}, not ${runtime})`]),
    ...(found.MemorySize === memoryMb ? [] : [`memory (${found.MemorySize} MB, not ${memoryMb})`]),
    ...(found.Timeout === timeoutSeconds ? [] : [`time limit (${found.Timeout} s, not ${timeoutSeconds})`]),
    ...(found.Role === roleArn ? [] : ['role']),
    ...(changed.length === 0 ? [] : [`environment (${changed.map(([name]) => name).join(', ')})`]),
  ];
}

/** The call that gives a function the settings of the package; variables that the package does not have stay. */
const settingsCall = (
  { name, runtime, memoryMb, timeoutSeconds, roleArn, environment }: LambdaFunction,
  { Environment }: GetFunctionConfigurationCommandOutput,
): [string, object] => [
  'lambda update-function-configuration',
  {
    ...{ FunctionName: name, Runtime: runtime, MemorySize: memoryMb, Timeout: timeoutSeconds, Role: roleArn },
    Environment: { Variables: { ...Environment?.Variables, ...comparable(environment) } },
  },
];

/** Variables but those that are an address: AWS has others than where the template was read. */
const comparable = (environment: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => !value.startsWith(NOWHERE)));

/** HealthLake waits so long for its identity provider, the start of the function included (Developer Guide), milliseconds. */
const LONGEST_ANSWER_MS = 1000;
const DAY_MS = 24 * 3600_000;

/** Lambda's line at the end of a call that had to start an environment. */
const REPORT = /\bDuration: ([\d.]+) ms.*\bInit Duration: ([\d.]+) ms/s;

export const coldStart: Check = {
  name: 'cold-start',
  finds:
    'first answers of the identity provider that took longer than the second that HealthLake waits, in the last day',
  look: ({ stage, stack, clients }) =>
    ofEach(
      stack.functions.filter(({ name }) => name.endsWith('-identity-provider')),
      async ({ name, memoryMb }): Promise<Finding[]> => {
        const asked = {
          logGroupName: `/aws/lambda/${name}`,
          filterPattern: '"Init Duration"',
          startTime: stage.now() - DAY_MS,
        };
        // A page may be empty though others follow (API reference, FilterLogEvents).
        const pages = Array.fromAsync(paginateFilterLogEvents({ client: clients.logs }, asked));
        const events = (await unless(pages, ['ResourceNotFoundException'], [])).flatMap(
          (page) => page.events ?? [],
        );
        const starts = events.flatMap(({ message = '' }) => {
          const [, duration, init] = REPORT.exec(message) ?? [];
          return duration === undefined ? [] : [Number(duration) + Number(init)];
        });
        const late = starts.filter((took) => took > LONGEST_ANSWER_MS);
        return late.length === 0
          ? []
          : [
              {
                what: `${late.length} of ${starts.length} first answers of ${name} took longer than a second, up to ${Math.round(Math.max(...late))} ms: HealthLake refuses those with 401`,
                next: `give it more than ${memoryMb} MB (memorySize in infrastructure/functions/identity-provider.yml), then ${deployAgain(stage.stage)}`,
              },
            ];
      },
    ),
};
