import type { Answer } from './http/answer.ts';
import type { S3Request } from './http/request.ts';
import type { Storage } from './storage.ts';

/** One operation of S3: checks, does, and says what to answer. It throws AwsErrors. */
export type Operation = (storage: Storage, request: S3Request) => Answer | Promise<Answer>;
