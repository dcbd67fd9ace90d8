import type { Call, Fault, World } from './world.ts';

/** What may go wrong with AWS for a while, without a function dying of it. */
export const TROUBLES = [
  'starts are throttled',
  'starts fail, and nobody knows whether they took effect',
  'HealthLake answers nothing',
  'S3 answers nothing',
  'the index is stale',
  'List lags',
  'ClientTokens are forgotten',
  'the bus refuses events',
  'some calls fail',
] as const;

export type Trouble = (typeof TROUBLES)[number];

const failure = (name: string): Error => Object.assign(new Error(name), { name });

const isHealthLake = ({ name }: Call): boolean => name.includes('FHIR');
const isS3 = ({ name }: Call): boolean => /Object|Upload|Part/.test(name);
const isStart = ({ name }: Call): boolean => name === 'StartFHIRImportJob';
const isIndexQuery = ({ name, input }: Call): boolean => name === 'Query' && input.IndexName !== undefined;

/** Troubles that are seen in single calls. */
const FAULTS: Partial<Record<Trouble, () => Fault>> = {
  'starts are throttled': () => (call, moment) => {
    if (isStart(call) && moment === 'before') throw failure('ThrottlingException');
  },
  'starts fail, and nobody knows whether they took effect': () => (call, moment) => {
    if (isStart(call) && moment === 'after') throw failure('InternalServerException');
  },
  'HealthLake answers nothing': () => (call, moment) => {
    if (isHealthLake(call) && moment === 'before') throw failure('TimeoutError');
  },
  'S3 answers nothing': () => (call, moment) => {
    if (isS3(call) && moment === 'before') throw failure('SlowDown');
  },
  'the index is stale': () => (call, moment, output) => {
    if (isIndexQuery(call) && moment === 'after' && output) Object.assign(output, { Items: [] });
  },
  'some calls fail': () => {
    let calls = 0;
    return (_call, moment) => {
      if (moment === 'after' && (calls += 1) % 5 === 0) throw failure('InternalServerError');
    };
  },
};

/** Does something while AWS is in trouble; afterwards all is well again. */
export async function withTrouble(
  world: World,
  trouble: Trouble | null,
  work: () => Promise<void>,
): Promise<void> {
  const fault = trouble === null ? undefined : FAULTS[trouble];
  if (fault) world.setFault(fault());
  if (trouble === 'List lags') world.configure({ listLagMs: 3_600_000 });
  if (trouble === 'ClientTokens are forgotten') world.configure({ rememberClientTokens: false });
  if (trouble === 'the bus refuses events') world.refuseEvents((_entry, index) => index % 2 === 0);
  try {
    await work();
  } finally {
    world.setFault(() => undefined);
    world.configure({ listLagMs: 0, rememberClientTokens: true });
    world.refuseEvents(() => false);
  }
}
