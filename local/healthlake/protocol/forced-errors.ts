import type { OperationName } from '../../../lib/healthlake/index.ts';
import { OPERATIONS, isOperation } from '../../../lib/healthlake/index.ts';
import { AwsError, isJsonObject } from '../../ground/index.ts';
import { COMMON_ERRORS } from '../common-errors.ts';
import { accessDenied, conflict, internal, resourceNotFound, throttled, validation } from '../errors.ts';

/** The next calls of an action are answered with an error, whatever they ask for. */
export interface ForcedError {
  action: OperationName;
  /** One of the action's in the model, or one that is common to all actions. */
  error: string;
  /** How many calls. */
  times: number;
  /** `after`: the action is done and only its answer is lost, so that the caller cannot know. */
  when: 'before' | 'after';
}

export interface ForcedErrors {
  /** Those still to come. */
  list(): readonly ForcedError[];
  replace(errors: readonly ForcedError[]): void;
  /** Throws the error that is due for this call, and counts it. */
  check(operation: OperationName, when: ForcedError['when']): void;
}

const TEXT = 'Forced by /_inlet/faults';

const ERRORS: Readonly<Record<string, () => AwsError>> = {
  AccessDeniedException: () => accessDenied(TEXT),
  ConflictException: () => conflict(TEXT),
  InternalServerException: internal,
  ResourceNotFoundException: () => resourceNotFound(TEXT),
  ThrottlingException: () => throttled(),
  ValidationException: () => validation(TEXT),
};

/** Its status is that of `COMMON_ERRORS`, by the setting. */
const commonError = (code: string): AwsError => new AwsError(code, TEXT);

export function createForcedErrors(): ForcedErrors {
  let errors: readonly ForcedError[] = [];
  return {
    list: () => errors,
    replace(other) {
      errors = other;
    },
    check(operation, when) {
      const due = errors.find((forced) => forced.action === operation && forced.when === when);
      if (!due) return;
      errors = errors
        .map((forced) => (forced === due ? { ...forced, times: forced.times - 1 } : forced))
        .filter(({ times }) => times > 0);
      throw ERRORS[due.error]?.() ?? commonError(due.error);
    },
  };
}

/** @throws AwsError ValidationException that says what `failNext` takes */
export function readForcedErrors(value: unknown): ForcedError[] {
  if (!Array.isArray(value)) throw wrong('must be a list');
  return value.map(readForcedError);
}

function readForcedError(value: unknown): ForcedError {
  if (!isJsonObject(value)) throw wrong('must hold objects');
  const { action, error, times = 1, when = 'before', ...unknown } = value;
  const [surplus] = Object.keys(unknown);
  if (surplus !== undefined) throw wrong(`takes action, error, times and when, not ${surplus}`);
  if (typeof action !== 'string' || !isOperation(action))
    throw wrong(`needs an action: ${Object.keys(OPERATIONS).join(', ')}`);
  const possible = new Set([
    ...OPERATIONS[action].errors,
    'InternalServerException',
    ...Object.keys(COMMON_ERRORS),
  ]);
  if (typeof error !== 'string' || !possible.has(error))
    throw wrong(`needs an error of ${action}: ${[...possible].join(', ')}`);
  if (typeof times !== 'number' || !Number.isSafeInteger(times) || times < 1)
    throw wrong('takes times as a whole number from 1');
  if (when !== 'before' && when !== 'after') throw wrong('takes when as "before" or "after"');
  return { action, error, times, when };
}

const wrong = (rule: string): AwsError =>
  validation(
    `healthLake.failNext ${rule}, as in [{"action": "StartFHIRImportJob", "error": "ThrottlingException", "times": 2, "when": "before"}]`,
  );
