import { FixableError } from '../errors/index.ts';

/** One rule that a configuration breaks. `value` is left out where it might be a secret. */
export interface ConfigProblem {
  /** Where, as one would write it in code: `routes[1].prefix`; '' for the whole file. */
  path: string;
  value?: unknown;
  rule: string;
}

/** A stage's configuration is wrong: every problem on a line of its own, each with file, path, value and rule. */
export class ConfigError extends FixableError {
  override name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(file: string, problems: readonly ConfigProblem[], options?: ErrorOptions) {
    super('InvalidConfig', problems.map((problem) => `${file}: ${describe(problem)}`).join('\n'), options);
    this.problems = problems;
  }
}

function describe({ path, value, rule }: ConfigProblem): string {
  const where = path === '' ? 'the file' : path;
  return value === undefined ? `${where} ${rule}` : `${where} is ${JSON.stringify(value)}, but ${rule}`;
}
