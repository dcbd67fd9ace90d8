import type { Faults, Service } from '../ground/index.ts';
import type { Routes } from '../http/index.ts';
import { serviceName } from '../http/index.ts';
import type { CloudParts } from './cloud-parts.ts';
import type { RunningService } from './service-row.ts';
import { cloudWatch } from './services/cloudwatch.ts';
import { dynamoDb } from './services/dynamodb.ts';
import { eventBridge } from './services/eventbridge.ts';
import { fhirServer } from './services/fhir-server.ts';
import { healthLake } from './services/healthlake.ts';
import { iam } from './services/iam.ts';
import { kms } from './services/kms.ts';
import { lambda } from './services/lambda.ts';
import { logs } from './services/logs.ts';
import { s3 } from './services/s3.ts';
import { scheduler } from './services/scheduler.ts';
import { secretsManager } from './services/secrets-manager.ts';
import { sns } from './services/sns.ts';
import { sqs } from './services/sqs.ts';
import { ssm } from './services/ssm.ts';
import { stacks } from './services/stacks.ts';
import { sts } from './services/sts.ts';
import { tokenIssuer } from './services/token-issuer.ts';

/** Every service of the cloud. One that uses another stands below it; a new service is a row. */
const ROWS = [
  sqs,
  sns,
  lambda,
  eventBridge,
  scheduler,
  s3,
  healthLake,
  fhirServer,
  dynamoDb,
  tokenIssuer,
  logs,
  cloudWatch,
  stacks,
  iam,
  kms,
  sts,
  ssm,
  secretsManager,
] as const;

type Row = (typeof ROWS)[number];
type Name = Row['name'];
type Step = 'declare' | 'start' | 'reset' | 'stop' | 'close';

/** Which services take a step first, in this order; the others follow in the order of their rows. */
const FIRST: Readonly<Record<Step, readonly Name[]>> = {
  declare: [],
  /** Jobs of an earlier run are under way again before functions ask for them. */
  start: ['healthLake'],
  /** What acts by itself ends before what it acts on is emptied; queues and events last, they only wait for it. */
  reset: ['lambda', 'healthLake', 'dynamoDb', 's3'],
  /** A job ends at a checkpoint, for which nothing else is needed. */
  stop: ['fhirServer', 'healthLake'],
  close: [],
};

/** The interfaces of the services, by name. */
export type Services = { readonly [Each in Row as Each['name']]: ReturnType<Each['create']>['api'] };

type ServiceRoutes = Pick<Routes, 'targets' | 'paths' | 's3'>;

/** A service of AWS, as far as the local cloud has it. */
export interface ServedService {
  /** As people know it. */
  name: string;
  /** The name that its requests are signed for. */
  signingName: string;
  actions: readonly string[];
}

/** All services, as one. */
export interface RunningServices {
  apis: Services;
  routes: ServiceRoutes;
  /** What pages of other origins may call, by the beginning of the path. */
  forPages: Readonly<Record<string, Service>>;
  /** In the order of their names. */
  served: readonly ServedService[];
  /** In the order of their names. */
  faults: Readonly<Record<string, Faults>>;
  /** Has each service take a step, one after the other. */
  take: (step: Step) => Promise<void>;
}

/** Makes every service. */
export function createServices(cloud: CloudParts): RunningServices {
  const running = new Map<Name, RunningService>();
  const apis = {} as Services;
  for (const { name, create } of ROWS) {
    const service = create(cloud, apis);
    running.set(name, service);
    Object.assign(apis, { [name]: service.api });
  }
  const all = [...running.values()];
  const faults = all.flatMap((service) => Object.entries(service.faults ?? {}));
  return {
    apis,
    routes: all.reduce<ServiceRoutes>(
      (sum, { routes = {} }) => ({
        ...sum,
        ...routes,
        targets: { ...sum.targets, ...routes.targets },
        paths: { ...sum.paths, ...routes.paths },
      }),
      { targets: {}, paths: {} },
    ),
    forPages: Object.assign({}, ...all.map(({ forPages = {} }) => forPages)) as Record<string, Service>,
    served: all.flatMap(({ serves = {} }) => Object.entries(serves).map(servedOf)).sort(byName),
    faults: Object.fromEntries(faults.sort(([one], [other]) => (one < other ? -1 : 1))),
    async take(step) {
      for (const name of new Set([...FIRST[step], ...running.keys()]))
        await running.get(name)?.[step]?.(cloud.stack);
    },
  };
}

const servedOf = ([signingName, actions = []]: [string, readonly string[] | undefined]): ServedService => ({
  name: serviceName(signingName) ?? signingName,
  signingName,
  actions: [...actions].sort(),
});

const byName = (one: ServedService, other: ServedService): number =>
  one.signingName < other.signingName ? -1 : 1;
