import type {
  ConsoleEvent,
  FailedLine,
  FlowDocument,
  ImportDocument,
  ImportFile,
  ImportsDocument,
  ProblemKind,
  SchemasDocument,
  StoresDocument,
  TryDocument,
} from '../../../../console/api/index.ts';

/** What an attacker, or a careless sender, puts where the page shows text. */
export const HOSTILE = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;

export const AT = Date.parse('2026-03-01T12:00:00Z');
export const OPEN_IMPORT = 'imp-0f3a-open';
export const FAILED_IMPORT = 'imp-77c1-failed';
export const DATASTORE = '0123456789abcdef0123456789abcdef';

type Body<T> = Omit<T, 'schemaVersion' | 'stage' | 'at' | 'kind'>;

const ago = (minutes: number): string => new Date(AT - minutes * 60_000).toISOString();

const briefOf = (importId: string, state: string, planned: number) => ({
  importId,
  state,
  isOpen: state === 'STARTED',
  route: 'main',
  drop: 'clinic-a/2026-03-01',
  files: 12,
  bytes: 48_200_000,
  attempt: 1,
  plannedAt: ago(planned),
  jobId: `job-${importId}`,
  errorName: null,
  because: state === 'STARTED' ? 'its job runs' : '',
});

const progress = {
  filesScanned: 5,
  filesImported: 4,
  filesWithErrors: 1,
  megabytesScanned: 20.1,
  resourcesScanned: 41_230,
  resourcesImported: 41_150,
  resourcesWithErrors: 80,
};

const jobOf = (importId: string, status: string) => ({
  jobId: `job-${importId}`,
  datastoreId: DATASTORE,
  importId,
  status,
  submitTime: ago(5),
  endTime: null,
  inputS3Uri: 's3://inlet-local-inbox/staging/',
  outputS3Uri: 's3://inlet-local-results/',
  progress,
  message: null,
});

export const flow: Body<FlowDocument> = {
  stations: [
    { id: 'inbox', unit: 'files', waits: 3, runs: null, failed: 0, because: '' },
    { id: 'drops', unit: 'files', waits: 14, runs: 1, failed: 0, because: 'quiet since 20 s of 60 s' },
    { id: 'imports', unit: 'imports', waits: 1, runs: 1, failed: 0, because: 'the data store is busy' },
    { id: 'jobs', unit: 'jobs', waits: 0, runs: 1, failed: 2, because: '' },
    { id: 'results', unit: 'summaries', waits: 0, runs: 0, failed: null, because: '' },
    { id: 'bus', unit: 'events', waits: null, runs: null, failed: null, because: '' },
  ],
  plot: {
    minutes: Array.from({ length: 60 }, (_, at) => [
      AT / 1000 - (59 - at) * 60,
      Math.round(9000 + 4000 * Math.sin(at / 7)),
      at % 13 === 0 ? 900 : 40,
    ]),
    source: 'what the local cloud told on its bus',
  },
  pausedRoutes: [{ route: 'archive', since: ago(90), reason: 'the sender repeats last year' }],
  nextStep: `Look at ${FAILED_IMPORT}: 80 lines failed.`,
};

export const imports: Body<ImportsDocument> = {
  pausedRoutes: flow.pausedRoutes,
  drops: [
    {
      route: 'main',
      drop: `clinic-b/${HOSTILE}`,
      files: 14,
      bytes: 9_400_000,
      firstRecordedAt: ago(1),
      hidden: null,
      closes: false,
      because: 'quiet since 20 s of 60 s',
      missing: null,
    },
  ],
  imports: [
    {
      ...briefOf(OPEN_IMPORT, 'STARTED', 5),
      job: jobOf(OPEN_IMPORT, 'IN_PROGRESS'),
      pace: { linesPerSecond: 172, secondsLeft: 260 },
    },
  ],
  ended: [
    {
      ...briefOf(FAILED_IMPORT, 'COMPLETED_WITH_ERRORS', 40),
      counts: { scanned: 120_400, imported: 120_320, failed: 80 },
      why: 'Patient.birthDate: not a date (60 lines)',
      nextStep: 'inlet redrive',
    },
    {
      ...briefOf('imp-5b20-done', 'COMPLETED', 70),
      counts: { scanned: 98_000, imported: 98_000, failed: 0 },
      why: null,
      nextStep: '',
    },
  ],
  nextToken: null,
};

export const problems: ProblemKind[] = [
  {
    id: 'birth-date',
    path: 'Patient.birthDate',
    text: 'not a date',
    rule: 'R4, "Datatypes": date',
    lines: 60,
  },
  { id: 'narrative', path: 'Patient.text', text: `holds ${HOSTILE}`, rule: 'txt-1', lines: 20 },
];

const LINE = JSON.stringify({
  resourceType: 'Patient',
  id: 'p1',
  text: { status: 'generated', div: HOSTILE },
  birthDate: 'soon',
});

export const lines: FailedLine[] = [
  {
    key: `clinic-a/${HOSTILE}.ndjson`,
    line: 41,
    path: 'Patient.birthDate',
    text: 'not a date: "soon"',
    rule: 'R4, "Datatypes": date',
    place: 'Patient.birthDate',
    resource: LINE,
  },
];

export const files: ImportFile[] = (
  [
    [`clinic-a/${HOSTILE}.ndjson`, 'imported-with-errors', 10_000, 9920, 80],
    ['clinic-a/Observation.ndjson', 'imported', 110_000, 110_000, 0],
    ['clinic-a/Practitioner.ndjson', 'not-read', null, null, null],
  ] as const
).map(([key, fate, all, imported, failed]) => ({ key, versionId: null, fate, lines: all, imported, failed }));

export const events: ConsoleEvent[] = [
  ['Import Planned', 40],
  ['Import Job Status Changed', 39],
  ['Import Results Ready', 30],
].map(([detailType, minutes], at) => ({
  sequence: at + 1,
  time: ago(Number(minutes)),
  detailType: String(detailType),
  importId: FAILED_IMPORT,
  envelope: {
    id: `00000000-0000-4000-8000-00000000000${at}`,
    source: 'inlet.local',
    'detail-type': detailType,
    detail: { schemaVersion: '1', importId: FAILED_IMPORT, message: HOSTILE },
  },
}));

export const importDocument = (importId: string): Body<ImportDocument> => {
  const isOpen = importId === OPEN_IMPORT;
  return {
    status: {
      kind: 'import',
      schemaVersion: '1',
      stage: 'local',
      at: new Date(AT).toISOString(),
      nextStep: isOpen ? 'Nothing to do: its job runs.' : 'Mend the lines and drop them again.',
      import: briefOf(importId, isOpen ? 'STARTED' : 'COMPLETED_WITH_ERRORS', isOpen ? 5 : 40),
      job: jobOf(importId, isOpen ? 'IN_PROGRESS' : 'COMPLETED_WITH_ERRORS'),
      summary: isOpen
        ? null
        : {
            resourcesScanned: 120_400,
            resourcesImported: 120_320,
            resourcesFailed: 80,
            filesScanned: 12,
            filesFailed: 1,
            complete: true,
            summaryS3Uri: null,
          },
      results: {
        s3Uri: null,
        filesWithFailures: isOpen
          ? null
          : [
              {
                key: `clinic-a/${HOSTILE}.ndjson`,
                versionId: null,
                lines: 10_000,
                imported: 9920,
                failed: 80,
              },
            ],
        truncated: false,
      },
      earlierAttempts: [],
    },
    pace: isOpen ? { linesPerSecond: 172, secondsLeft: 260 } : null,
    problems: isOpen ? null : problems,
    events,
    eventsFromLedger: false,
  };
};

export const stores: Body<StoresDocument> = {
  stores: [
    {
      datastoreId: DATASTORE,
      name: 'clinics',
      status: 'ACTIVE',
      createdAt: ago(10_000),
      fhirVersion: 'R4',
      resources: [
        { type: 'Patient', count: 12_031 },
        { type: 'Observation', count: 480_221 },
      ],
      tags: [{ key: 'owner', value: HOSTILE }],
      exports: [
        {
          exportId: 'exp-1',
          jobId: 'job-exp-1',
          status: 'COMPLETED',
          startedAt: ago(600),
          s3Uri: 's3://inlet-local-exports/daily/',
        },
      ],
      endpoint: '/datastore/',
    },
  ],
};

export const tries: Body<TryDocument> = {
  clock: { now: new Date(AT).toISOString(), offsetSeconds: 0 },
  faults: { healthlake: { throttle: false, failJobs: true, slowness: 2 }, bus: { loseEvents: false } },
};

export const schemas: Body<SchemasDocument> = {
  schemas: [
    {
      detailType: 'Import Job Status Changed',
      description: 'A HealthLake import job has a new status.',
      members: [{ name: 'status', description: `HealthLake's JobStatus. ${HOSTILE}` }],
    },
  ],
};

/** A resource whose narrative would run, and which refers to another. */
export const patient = {
  resourceType: 'Patient',
  id: 'p1',
  meta: { versionId: '3', lastUpdated: ago(10) },
  text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${HOSTILE}</div>` },
  managingOrganization: { reference: 'Organization/o1' },
};
