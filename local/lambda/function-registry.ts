import { AwsError, functionArn } from '../ground/index.ts';
import type { LambdaFunction } from '../cloudformation/index.ts';
import { parseFunctionReference } from '../cloudformation/index.ts';

/** A declared function and the version that a call of it means. */
export interface FunctionVersion {
  lambda: LambdaFunction;
  /** The alias or version of the call; absent where it names none. */
  qualifier: string | undefined;
  /** `$LATEST` or the number of a version. */
  version: string;
}

export interface FunctionRegistry {
  declare: (lambda: LambdaFunction) => void;
  remove: (name: string) => void;
  has: (name: string) => boolean;
  /** By name, partial ARN or ARN, with or without qualifier. AwsError ResourceNotFoundException. */
  find: (reference: string, qualifier?: string) => FunctionVersion;
  list: () => LambdaFunction[];
}

export function createFunctionRegistry(): FunctionRegistry {
  const functions = new Map<string, LambdaFunction>();
  return {
    declare: (lambda) => void functions.set(lambda.name, lambda),
    remove: (name) => void functions.delete(name),
    has: (name) => functions.has(name),
    list: () => [...functions.values()],
    find(reference, given) {
      const parsed = parseFunctionReference(reference);
      const lambda = functions.get(parsed?.name ?? '');
      const qualifier = given ?? parsed?.qualifier;
      const version = lambda && versionOf(lambda, qualifier);
      if (!lambda || version === undefined)
        throw new AwsError(
          'ResourceNotFoundException',
          `Function not found: ${functionArn(parsed?.name ?? reference, qualifier)}`,
          404,
        );
      return { lambda, qualifier, version };
    },
  };
}

function versionOf({ aliases, versions }: LambdaFunction, qualifier = '$LATEST'): string | undefined {
  if (qualifier === '$LATEST' || versions.includes(qualifier)) return qualifier;
  return Object.hasOwn(aliases, qualifier) ? aliases[qualifier] : undefined;
}
