import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, SchemaObject, ValidateFunction } from 'ajv/dist/2020.js';
import { brokenRules } from './config-rules.ts';
import { nameOutputPrefixes } from './export-rules.ts';
import { ConfigError } from './config-error.ts';
import type { ConfigProblem } from './config-error.ts';
import schema from './schema.json' with { type: 'json' };
import type { StageConfig } from './stage-config.generated.ts';

let compiled: ValidateFunction<StageConfig> | undefined;

/** Compiled for the first configuration: most commands load this and check none. */
const matches = (): ValidateFunction<StageConfig> =>
  (compiled ??= new Ajv2020({
    allErrors: true,
    useDefaults: true,
    verbose: true,
    // `default` inside array items, and `required` of members that a $ref describes, are as intended.
    strict: true,
    strictRequired: false,
    // That the schema is JSON Schema is a test's to say: to compile the schema of schemas would be a tenth of `inlet status`.
    validateSchema: false,
  }).compile<StageConfig>(schema as SchemaObject));

/**
 * Checks a configuration against `schema.json` and the rules that JSON Schema cannot say, and fills in every
 * default. The given object is left as it is.
 *
 * @param file how to name it in errors
 * @param stage whose it is: `local` may trust issuers that nothing deployed may
 * @throws ConfigError with every problem at once
 */
export function checkConfig(given: unknown, file: string, stage = 'dev'): StageConfig {
  const config: unknown = structuredClone(given);
  const check = matches();
  if (!check(config)) throw new ConfigError(file, (check.errors ?? []).map(asProblem));
  nameOutputPrefixes(config.exports);
  const problems = brokenRules(config, stage);
  if (problems.length > 0) throw new ConfigError(file, problems);
  return config;
}

function asProblem(error: ErrorObject): ConfigProblem {
  const path = asCodePath(error.instancePath);
  const rule = RULES[error.keyword]?.(error) ?? error.message ?? error.keyword;
  const showValue = !/jwks\.keys|introspection\.secret/.test(path) && isScalar(error.data);
  return { path, rule, ...(showValue ? { value: error.data } : {}) };
}

/** Where Ajv's own words name neither the member nor the values that would do. */
const RULES: Record<string, (error: ErrorObject) => string> = {
  additionalProperties: ({ params, parentSchema }) =>
    (parentSchema?.title === 'Export' ? LATER[String(params.additionalProperty)] : undefined) ??
    `has the unknown member ${JSON.stringify(params.additionalProperty)}; see docs/configuration.md`,
  contains: (error) => `lacks what it must have${why(error)}`,
  enum: (error) =>
    `must be one of ${(error.params.allowedValues as unknown[]).map(String).join(', ')}${why(error)}`,
  pattern: (error) => `must match pattern "${String(error.params.pattern)}"${why(error)}`,
  required: ({ params }) => `must have ${JSON.stringify(params.missingProperty)}`,
};

/** Members of an export that people will look for, and that StartFHIRExportJob has no parameter for. */
const LATER: Readonly<Record<string, string>> = {
  types:
    'must not have "types": StartFHIRExportJob exports the whole data store, and the FHIR operation $export, which takes _type, is not used yet',
  since:
    'must not have "since": StartFHIRExportJob exports the whole data store, and the FHIR operation $export, which takes _since, is not used yet',
};

/** What the schema says of the member: a pattern or a list of values alone does not say why. */
function why({ parentSchema }: ErrorObject): string {
  const { description } = (parentSchema ?? {}) as { description?: string };
  return description === undefined ? '' : `: ${description}`;
}

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** `/routes/1/prefix` -> `routes[1].prefix` */
const asCodePath = (pointer: string): string =>
  pointer
    .slice(1)
    .replace(/(^|\/)(\d+)(?=\/|$)/g, '[$2]')
    .replaceAll('/', '.');
