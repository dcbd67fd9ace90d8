import { AwsError } from '../ground/index.ts';

export const validation = (message: string): AwsError => new AwsError('ValidationException', message);

export const resourceNotFound = (message: string): AwsError =>
  new AwsError('ResourceNotFoundException', message);

export const accessDenied = (message: string): AwsError => new AwsError('AccessDeniedException', message);

export const conflict = (message: string): AwsError => new AwsError('ConflictException', message);

export const throttled = (message = 'Rate exceeded'): AwsError =>
  new AwsError('ThrottlingException', message);

export const serialization = (message: string): AwsError => new AwsError('SerializationException', message);

export const internal = (message = 'An internal error has occurred in the service'): AwsError =>
  new AwsError('InternalServerException', message, 500);
