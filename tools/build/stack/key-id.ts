/** The id in a KMS key's ARN; any other text as it is. */
export const keyIdOf = (key: string): string => key.replace(/^arn:[^:]+:kms:[^:]*:[^:]*:key\//, '');
