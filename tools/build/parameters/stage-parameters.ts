import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, SchemaObject, ValidateFunction } from 'ajv/dist/2020.js';
import { closest } from 'fastest-levenshtein';
import { InvalidParameter } from '../stack/invalid-parameter.ts';
import { PROJECT } from '../project.ts';
import type { Parameters } from './parameters.generated.ts';
import { pairsOf } from './pairs.ts';

export type { Parameters };

interface Described {
  description: string;
  default?: unknown;
  examples?: (string | number | boolean)[];
}

const schema = JSON.parse(
  readFileSync(join(PROJECT, 'infrastructure/parameters.json'), 'utf8'),
) as SchemaObject & {
  properties: Record<string, Described>;
};

/** Every parameter by its name, with what is said of it. */
export const PARAMETERS: Readonly<Record<string, Described>> = schema.properties;

/** Compiled when it is needed: most commands have no parameters to check. */
const compile = (): ValidateFunction<Parameters> =>
  new Ajv2020({
    // The command line knows texts only.
    coerceTypes: true,
    useDefaults: true,
    verbose: true,
    allowUnionTypes: true,
    keywords: ['costs'],
  }).compile<Parameters>(schema);

/**
 * The parameters of a stage with every default filled in; texts of the command line become the numbers and flags that they say.
 * @param given by name; null for what nobody gave
 * @throws InvalidParameter
 */
export function checkParameters(given: Readonly<Record<string, unknown>>): Parameters {
  const parameters: unknown = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  const matches = compile();
  if (!matches(parameters)) throw invalid(matches.errors?.[0]);
  const [broken] = RULES.flatMap((rule) => rule(parameters) ?? []);
  if (broken) throw new InvalidParameter(broken);
  return parameters;
}

/**
 * Refuses a parameter that there is none of: one that is misspelt would be passed over without a word.
 * @throws InvalidParameter
 */
export function checkParameterNames(names: readonly string[]): void {
  for (const name of names)
    if (!Object.hasOwn(PARAMETERS, name))
      throw new InvalidParameter(
        `There is no parameter ${name}; did you mean ${closest(name, Object.keys(PARAMETERS))}? docs/parameters.md lists them.`,
        { actual: name, expected: Object.keys(PARAMETERS) },
      );
}

function invalid(error: ErrorObject | undefined): InvalidParameter {
  const name = error?.instancePath.slice(1) ?? '';
  const rule =
    error?.keyword === 'enum'
      ? `must be one of ${(error.params.allowedValues as string[]).join(', ')}`
      : (error?.message ?? 'is wrong');
  const { description = '' } = PARAMETERS[name] ?? {};
  return new InvalidParameter(`${name} is ${JSON.stringify(error?.data)}, but ${rule}: ${description}`, {
    actual: error?.data,
    expected: rule,
  });
}

/** What JSON Schema does not say. Each answers what is wrong. */
const RULES: readonly ((parameters: Parameters) => string | undefined)[] = [
  ({ vpcSubnetIds, vpcSecurityGroupIds }) =>
    (vpcSubnetIds === '') === (vpcSecurityGroupIds === '')
      ? undefined
      : 'vpcSubnetIds and vpcSecurityGroupIds are given both or neither: functions in a VPC need subnets and security groups',
  ({ inboxDays, inboxTieringDays }) =>
    inboxDays > 0 && inboxTieringDays >= inboxDays
      ? `inboxTieringDays is ${inboxTieringDays}, but must be less than inboxDays, ${inboxDays}: S3 refuses to move what has expired`
      : undefined,
  ({ ledgerDays }) =>
    ledgerDays > 0 && ledgerDays < LEAST_LEDGER_DAYS
      ? `ledgerDays is ${ledgerDays}, but must be 0 or at least ${LEAST_LEDGER_DAYS}: redelivered events and repeated starts rely on the ledger for a while`
      : undefined,
  ({ ledgerDays, workDays }) =>
    ledgerDays > 0 && ledgerDays < workDays + LEDGER_RESERVE_DAYS
      ? `ledgerDays is ${ledgerDays}, but must be at least ${workDays + LEDGER_RESERVE_DAYS}: workDays, ${workDays}, for which an import can be started from its plan, and ${LEDGER_RESERVE_DAYS} more for its job`
      : undefined,
  ({ existingInboxBucket, inboxDays, inboxTieringDays, uploadKey }) =>
    existingInboxBucket !== '' && (inboxDays > 0 || inboxTieringDays > 0 || uploadKey !== 'any')
      ? 'inboxDays, inboxTieringDays and uploadKey say nothing to an inbox that is taken over (existingInboxBucket): set them at the bucket itself and leave them out here'
      : undefined,
  ({ existingEventBusName, encryptBus }) =>
    existingEventBusName !== '' && encryptBus
      ? 'encryptBus says nothing to a bus that is taken over (existingEventBusName): set its key at the bus itself and leave it out here'
      : undefined,
  ({ existingAuditBucket, accessLogs, dataEvents }) =>
    existingAuditBucket !== '' && !accessLogs && !dataEvents
      ? 'existingAuditBucket says nothing without accessLogs or dataEvents: turn one of them on, or leave it out'
      : undefined,
  ({ tags }) => repeated('tags', tags),
  ({ reservedConcurrency }) => repeated('reservedConcurrency', reservedConcurrency),
];

/** What SQS keeps (14 days), and Powertools' records of starts (7), are gone by then. */
const LEAST_LEDGER_DAYS = 30;
const LEDGER_RESERVE_DAYS = 16;

function repeated(name: string, text: string): string | undefined {
  const keys = pairsOf(text).map(([key]) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  return twice === undefined ? undefined : `${name} names ${twice} twice`;
}
