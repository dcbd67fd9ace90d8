import type { Command } from '../terminal/index.ts';
import { numberOf } from '../terminal/index.ts';

/** Loaded when asked for: a benchmark measures, among others, how fast the command line loads. */
const BENCHMARKS: Readonly<Record<string, (resources?: number) => Promise<void>>> = {
  start: async () => (await import('../../tools/bench/start.ts')).start(),
  'cold-start': async () => (await import('../../tools/bench/cold-start.ts')).coldStart(),
  identity: async () => (await import('../../tools/bench/identity.ts')).identitySpeed(),
  arrivals: async () => (await import('../../tools/bench/arrivals.ts')).arrivals(),
  imports: async () => (await import('../../tools/bench/aws-calls/imports.ts')).imports(),
  import: async () => (await import('../../tools/bench/import.ts')).importSpeed(),
  results: async () => (await import('../../tools/bench/results.ts')).resultsSpeed(),
  fhir: async () => (await import('../../tools/bench/fhir/index.ts')).fhirSpeed(),
  'fhir-judge': async () => (await import('../../tools/bench/fhir/judge.ts')).fhirJudge(),
  'fhir-memory': async () => (await import('../../tools/bench/fhir/memory.ts')).fhirMemory(),
  validate: async () => (await import('../../tools/bench/fhir/validate.ts')).validateProcess(),
  s3: async () => (await import('../../tools/bench/s3.ts')).s3Speed(),
  clock: async () => (await import('../../tools/bench/clock.ts')).clockSpeed(),
  memory: async () => (await import('../../tools/bench/memory.ts')).memory(),
  console: async () => (await import('../../tools/bench/console/console-views.ts')).consoleViews(),
  idle: async () => (await import('../../tools/bench/idle.ts')).idle(),
  drops: async () => (await import('../../tools/bench/drops.ts')).drops(),
  'import-end': async () => (await import('../../tools/bench/search/import-end.ts')).importEnds(),
  search: async (resources) => (await import('../../tools/bench/search/index.ts')).searchSpeed(resources),
};

export const bench: Command = {
  notes: [
    'For work on this repository; docs/performance.md has the figures. It takes a while, and a quiet machine.',
  ],
  options: {
    only: {
      type: 'string',
      placeholder: '<name>',
      oneOf: Object.keys(BENCHMARKS),
      help: `one of ${Object.keys(BENCHMARKS).join(', ')}; all without it`,
    },
    resources: {
      type: 'string',
      placeholder: '<n>',
      number: { from: 1_000, to: 10_000_000 },
      help: 'how many resources are searched (default 1000000)',
    },
  },
  async run({ only, ...values }) {
    const resources = values.resources === undefined ? undefined : numberOf(values, 'resources', 0);
    for (const [name, measure] of Object.entries(BENCHMARKS)) {
      if (only === undefined || only === name) await measure(resources);
    }
    return 0;
  },
};
