import { arnOf } from '../ground/index.ts';
import type { ResolvedTemplate } from './resolve.ts';

/**
 * The ARN of a KMS key that a resource names by id, ARN or alias; an alias of a key of the template is that
 * key. Undefined for a key AWS itself manages for a service (`alias/aws/sqs`): callers need no right on it.
 */
export function keyArn(name: string | undefined, { resources }: ResolvedTemplate): string | undefined {
  if (name === undefined || /(^|:)alias\/aws\//.test(name)) return undefined;
  const alias = resources.find(
    ({ type, ref }) => type === 'AWS::KMS::Alias' && (name === ref || name.endsWith(`:${ref}`)),
  );
  const target = alias?.properties.TargetKeyId;
  const key = typeof target === 'string' ? target : name;
  if (key.startsWith('arn:')) return key;
  return arnOf('kms', key.startsWith('alias/') ? key : `key/${key}`);
}
