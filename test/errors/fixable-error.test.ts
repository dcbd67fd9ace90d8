import { describe, expect, test } from '@jest/globals';
import { ConfigError } from '../../config/config-error.ts';
import { nameOf } from '../../errors/error-name.ts';
import { FixableError, UsageError } from '../../errors/fixable-error.ts';
import { PlanGone } from '../../lib/results/redrive/redrive.ts';
import { ListenError } from '../../local/http/listen.ts';
import { ServerlessError } from '../../tools/build/run-serverless.ts';
import { InvalidParameter } from '../../tools/build/stack/invalid-parameter.ts';

describe('an error that a person can fix', () => {
  test('says what was found, what was expected, and what caused it', () => {
    const cause = new Error('ENOENT');
    const error = new FixableError('NoSuchRoute', 'there is no route "a"', {
      actual: 'a',
      expected: ['b', 'c'],
      cause,
    });
    expect(error).toMatchObject({
      name: 'FixableError',
      code: 'NoSuchRoute',
      message: 'there is no route "a"',
      actual: 'a',
      expected: ['b', 'c'],
    });
    expect(error.cause).toBe(cause);
    expect(error).toBeInstanceOf(Error);
  });

  test('has neither where neither is given, and keeps values that are false or empty', () => {
    const bare = new FixableError('NoSuchRoute', 'there is no route');
    expect(Object.keys(bare)).toEqual(['name', 'code']);
    expect('cause' in bare).toBe(false);
    expect(new FixableError('NoSuchRoute', 'text', { actual: '', expected: 0 })).toMatchObject({
      actual: '',
      expected: 0,
    });
  });

  test.each<[string, FixableError]>([
    ['InvalidUsage', new UsageError('--port x: must be a whole number')],
    ['InvalidConfig', new ConfigError('config/dev.json', [{ path: 'routes', rule: 'must have one' }])],
    ['InvalidParameter', new InvalidParameter('existingKeyId is "x", but must be a key id')],
    ['PlanGone', new PlanGone('the plan is gone')],
    ['AddressUnavailable', new ListenError('port 80 is in use')],
    ['ServerlessFailed', new ServerlessError('package', 'no such stage', new Error('exit code 1'))],
  ])('has the code %s for good', (code, error) => {
    expect(error).toBeInstanceOf(FixableError);
    expect(error.code).toBe(code);
    expect(error.name).toBe(error.constructor.name);
  });

  test('is in logs and reports by its code, where it has no name of its own', () => {
    expect(nameOf(new FixableError('PlanIsNewer', 'the plan has format 2'))).toBe('PlanIsNewer');
    expect(nameOf(new PlanGone('the plan is gone'))).toBe('PlanGone');
    expect([nameOf(new TypeError('x')), nameOf('x')]).toEqual(['TypeError', 'UnknownError']);
  });
});

test('what the framework could not print, because it did not start, is said by the cause', () => {
  const cause = new Error('spawn node ENOENT');
  expect(new ServerlessError('package', '', cause).message).toBe('sls package failed:\nspawn node ENOENT');
  expect(new ServerlessError('package', 'no such stage', cause).message).toBe(
    'sls package failed:\nno such stage',
  );
});
