import type { Faults, Service } from '../ground/index.ts';
import type { Stack } from '../cloudformation/index.ts';
import type { Routes } from '../http/index.ts';
import type { CloudParts } from './cloud-parts.ts';

/** A service that runs: what the cloud does with it at each step of its life. A step that it has nothing for is left out. */
export interface RunningService<Api = unknown> {
  /** What other services, the state and the cloud's own interface use of it. */
  api: Api;
  /** The HTTP requests that it answers. */
  routes?: Partial<Pick<Routes, 'targets' | 'paths' | 's3'>>;
  /** By the beginning of the path: what of it pages of other origins may call, where the cloud lets any in (http/cross-origin.ts). */
  forPages?: Readonly<Record<string, Service>>;
  /** The services of AWS that it is, by the name that their requests are signed for: the actions that it has of each. */
  serves?: Readonly<Record<string, readonly string[] | undefined>>;
  /** What can be made to go wrong in it, under its name at `/_inlet/faults`. */
  faults?: Readonly<Record<string, Faults>>;
  /** Makes what the template declares for it, as a deployment would. @throws AwsError, Error for what it does not have */
  declare?: (stack: Stack) => void | Promise<void>;
  /** Begins to act by itself. */
  start?: () => void;
  /** Forgets everything but what is declared. */
  reset?: () => void | Promise<void>;
  /** Ends what it does by itself, while requests are still answered. */
  stop?: () => Promise<void>;
  /** Frees its files, when no request comes any more. */
  close?: () => Promise<void>;
}

/** A service of the local cloud: its name among the others, and how it is made of the cloud's parts and of them. */
export interface ServiceRow<Name extends string, Api, Others> {
  name: Name;
  create: (cloud: CloudParts, others: Others) => RunningService<Api>;
}

/** Takes name, interface and needs of a service from how it is made. */
export const serviceRow = <const Name extends string, Api, Others = unknown>(
  name: Name,
  create: ServiceRow<Name, Api, Others>['create'],
): ServiceRow<Name, Api, Others> => ({ name, create });
