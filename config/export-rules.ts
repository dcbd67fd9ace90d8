import type { ConfigProblem } from './config-error.ts';
import { duplicates } from './duplicates.ts';
import type { Export, StageConfig } from './stage-config.generated.ts';

/** Puts each export's name into its prefix, so that whoever reads the configuration finds the folder itself. */
export function nameOutputPrefixes(exports: readonly Export[]): void {
  for (const one of exports) one.outputPrefix = one.outputPrefix.replaceAll('<name>', one.name);
}

/** The rules of `exports` that JSON Schema cannot say. Empty when all hold. */
export const brokenExportRules = ({ exports, routes }: StageConfig, stage: string): ConfigProblem[] => [
  ...duplicates(exports, 'exports', 'name'),
  ...exports.flatMap((one, index) => [
    ...intoOwnBucket(one, index, stage),
    ...exports.slice(0, index).flatMap((other, earlier) => overlap(one, index, other, earlier)),
    ...routes.flatMap((route, position) => insideResults(one, index, route.outputPrefix, position)),
    ...(one.bucket === undefined ? amongAnswers(`exports[${index}]`, one.outputPrefix) : []),
  ]),
  ...routes.flatMap(({ outputPrefix }, position) => amongAnswers(`routes[${position}]`, outputPrefix)),
];

/** Where the answers to requests lie that an event cannot hold, in the results bucket. */
const ANSWERS = 'actions';

const amongAnswers = (path: string, outputPrefix: string): ConfigProblem[] =>
  isNested(outputPrefix, ANSWERS)
    ? [
        {
          path: `${path}.outputPrefix`,
          value: outputPrefix,
          rule: 'must not be, hold or lie in "actions": there are answers to requests for actions',
        },
      ]
    : [];

/** What lies below a prefix is one export's: another one that removes its older folders must not be able to reach it. */
function overlap(one: Export, index: number, other: Export, earlier: number): ConfigProblem[] {
  if (one.bucket !== other.bucket || !isNested(one.outputPrefix, other.outputPrefix)) return [];
  return [
    {
      path: `exports[${index}].outputPrefix`,
      value: one.outputPrefix,
      rule: `must not be, hold or lie in the prefix of exports[${earlier}], ${JSON.stringify(other.outputPrefix)}`,
    },
  ];
}

function insideResults(one: Export, index: number, outputPrefix: string, position: number): ConfigProblem[] {
  if (one.bucket !== undefined || !isNested(one.outputPrefix, outputPrefix)) return [];
  return [
    {
      path: `exports[${index}].outputPrefix`,
      value: one.outputPrefix,
      rule: `must not be, hold or lie in routes[${position}].outputPrefix, ${JSON.stringify(outputPrefix)}: there are results of imports`,
    },
  ];
}

/**
 * Every key of the inbox is watched: an export that went there would be imported, and so would each after it. The results bucket has
 * no name here, so that prefixes can be compared before there is a stack.
 */
function intoOwnBucket({ bucket }: Export, index: number, stage: string): ConfigProblem[] {
  const [, own] = new RegExp(`^inlet-${stage}-(inbox|work|results)(?:-|$)`).exec(bucket ?? '') ?? [];
  if (own === undefined) return [];
  const rule =
    own === 'results'
      ? "must be left out for the stage's results bucket"
      : "must be another than the stage's inbox and work bucket";
  return [{ path: `exports[${index}].bucket`, value: bucket, rule }];
}

const isNested = (one: string, other: string): boolean =>
  `${one}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${one}/`);
