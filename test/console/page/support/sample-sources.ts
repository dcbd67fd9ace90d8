import type { ConsoleSources } from '../../../../console/api/index.ts';
import {
  AT,
  FAILED_IMPORT,
  HOSTILE,
  OPEN_IMPORT,
  events,
  files,
  flow,
  importDocument,
  imports,
  lines,
  patient,
  schemas,
  stores,
  tries,
} from './sample-documents.ts';

const judged = {
  lines: 2,
  refused: 1,
  issues: [{ line: 2, path: 'Patient.birthDate', text: 'not a date' }],
};

/** Sources with documents made by hand, and what was done to them. */
export interface SampleSources extends ConsoleSources {
  done: { action: string; body: unknown }[];
  dropped: { key: string; bytes: number }[];
}

/** Everything that the page can show. */
export function sampleSources(changes: Partial<ConsoleSources> = {}): SampleSources {
  const done: SampleSources['done'] = [];
  const dropped: SampleSources['dropped'] = [];
  const doing =
    (action: string, result: (body: Readonly<Record<string, unknown>>) => unknown = () => null) =>
    (body: Readonly<Record<string, unknown>>) => {
      done.push({ action, body });
      return Promise.resolve({ text: 'done', result: result(body) });
    };
  return {
    done,
    dropped,
    stage: 'local',
    now: () => AT,
    failure: (error) => error,
    session: () => ({
      version: '0.1.0',
      isLocal: true,
      mayAct: true,
      showsData: true,
      inboxBucket: 'inlet-local-inbox',
      busName: 'inlet-local',
      routes: [
        { name: 'main', prefix: 'drops/' },
        { name: 'archive', prefix: 'archive/' },
      ],
    }),
    flow: () => Promise.resolve(flow),
    imports: () => Promise.resolve(imports),
    import: (importId) =>
      Promise.resolve([OPEN_IMPORT, FAILED_IMPORT].includes(importId) ? importDocument(importId) : undefined),
    files: () => Promise.resolve({ files, nextToken: null }),
    lines: (_importId, _kind, _after, withData = true) =>
      Promise.resolve({
        lines: withData ? lines : lines.map((line) => ({ ...line, text: 'not a date', resource: null })),
        nextToken: null,
      }),
    failedLines: undefined,
    stores: () => Promise.resolve(stores),
    events: ({ detailType }) =>
      Promise.resolve({
        events: events.filter((event) => detailType === null || event.detailType === detailType).toReversed(),
        detailTypes: events.map((event) => event.detailType),
        nextToken: null,
        eventsFromLedger: false,
      }),
    onEvent: undefined,
    schemas: () => schemas,
    tries: () => Promise.resolve(tries),
    async judge(body) {
      for await (const _chunk of body);
      return judged;
    },
    async drop(key, bytes, body) {
      for await (const _chunk of body);
      dropped.push({ key, bytes });
    },
    actions: {
      pause: doing('pause'),
      resume: doing('resume'),
      again: doing('again'),
      redrive: doing('redrive'),
      clock: doing('clock'),
      faults: doing('faults'),
      'faults-clear': doing('faults-clear'),
      mint: doing('mint', () => ({ token: 'header.claims.signature' })),
      explain: doing('explain'),
      validate: doing('validate', () => judged),
      mend: doing('mend'),
      'judge-names': doing('judge-names', ({ keys }) =>
        (keys as string[]).map((key) => (key.endsWith('.ndjson') ? null : 'it is no NDJSON')),
      ),
      'fhir-search': doing('fhir-search', () => ({
        resourceType: 'Bundle',
        total: 1,
        entry: [{ resource: patient }],
      })),
      'fhir-parameters': doing('fhir-parameters', () => [
        { name: '_id', type: 'token' },
        { name: 'birthdate', type: 'date' },
      ]),
      'fhir-read': doing('fhir-read', () => patient),
      'fhir-versions': doing('fhir-versions', () => [
        patient,
        { resourceType: 'Patient', id: 'p1', meta: { ...patient.meta, versionId: '2' }, deleted: true },
        { ...patient, meta: { ...patient.meta, versionId: '1' } },
      ]),
    },
    ...changes,
  };
}

/** A stage to which nothing has happened yet. */
export const emptySources = (): SampleSources =>
  sampleSources({
    flow: () =>
      Promise.resolve({
        ...flow,
        stations: flow.stations.map((station) => ({
          ...station,
          waits: station.waits === null ? null : 0,
          runs: station.runs === null ? null : 0,
          failed: station.failed === null ? null : 0,
          because: '',
        })),
        plot: { ...flow.plot, minutes: [] },
        pausedRoutes: [],
        nextStep: 'Drop NDJSON files into the inbox.',
      }),
    imports: () => Promise.resolve({ pausedRoutes: [], drops: [], imports: [], ended: [], nextToken: null }),
    stores: () => Promise.resolve({ stores: [] }),
    events: () => Promise.resolve({ events: [], detailTypes: [], nextToken: null, eventsFromLedger: false }),
  });

/** The same as in {@link sampleSources}, with a harmless word wherever the tests have what an attacker would write: for pictures. */
export function gentleSources(): SampleSources {
  const sources = sampleSources();
  const gentle = <T>(document: T): T =>
    JSON.parse(
      JSON.stringify(document)
        .replaceAll(
          JSON.stringify(JSON.stringify(HOSTILE)).slice(1, -1),
          JSON.stringify('"Ann Example"').slice(1, -1),
        )
        .replaceAll(JSON.stringify(HOSTILE).slice(1, -1), 'march'),
    ) as T;
  return {
    ...sources,
    imports: async (page) => gentle(await sources.imports(page)),
    import: async (importId) => gentle(await sources.import(importId)),
    files: async (...asked) => gentle(await sources.files(...asked)),
    lines: async (...asked) => gentle(await sources.lines(...asked)),
    stores: async () => gentle(await sources.stores()),
    events: async (filter) => gentle(await sources.events(filter)),
    actions: Object.fromEntries(
      Object.entries(sources.actions).map(([name, action]) => [
        name,
        async (request: Readonly<Record<string, unknown>>) => gentle(await action(request)),
      ]),
    ),
  };
}
