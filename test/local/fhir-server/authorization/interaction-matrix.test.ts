import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer, Endpoint, Sent } from '../endpoint.ts';
import { BEARER, idsIn, startEndpoint } from '../endpoint.ts';
import { observation } from '../resources.ts';

/*
 * Every interaction with every set of rights, by `system/` and by `patient/`: what the table says is needed is enough, and nothing less is. A bearer token asks,
 * through the whole endpoint.
 */
let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
  for (const id of ['me', 'other'])
    await endpoint.put({ resourceType: 'Patient', id, gender: 'male' } as never);
  await endpoint.put({ resourceType: 'Group', id: 'g', type: 'person', actual: true } as never);
  for (const [id, subject] of [
    ['mine', 'Patient/me'],
    ['theirs', 'Patient/other'],
  ] as const)
    await endpoint.put(observation(id, subject, { identifier: [{ system: 'urn:i', value: id }] }));
});
afterAll(() => endpoint.stop());

const asBearer = (path: string, sent: Sent = {}): Promise<Answer> =>
  endpoint.send(path, { ...sent, headers: { ...sent.headers, ...BEARER } });

type Rights = Record<'c' | 'r' | 'u' | 'd' | 's', boolean>;
const LETTERS = ['c', 'r', 'u', 'd', 's'] as const;
/** All sets of rights but the empty one, as scopes write them. */
const SETS = Array.from({ length: 31 }, (_, at) => LETTERS.filter((__, bit) => ((at + 1) >> bit) & 1));

/** One right, two, or all: what more of them do is seen by `system/`. */
const SOME_SETS = SETS.filter(({ length }) => length < 3 || length === LETTERS.length);

interface Row {
  name: string;
  needs: (rights: Rights) => boolean;
  /** @param id of the Observation that is asked for */
  send: (id: string, subject: string) => Promise<Answer> | Answer;
  /** Puts back what is asked for, where it may have gone. */
  deletes?: true;
  /** By one patient's scopes it is never granted. */
  isOfSystem?: true;
}

const patch = JSON.stringify([{ op: 'replace', path: '/status', value: 'amended' }]);
const found = (id: string): string => `identifier=urn:i|${id}`;
const body = (id: string, subject: string) =>
  observation(id, subject, { identifier: [{ system: 'urn:i', value: id }] });
const without = (resource: object) => ({ ...resource, id: undefined });

const ROWS: readonly Row[] = [
  { name: 'read', needs: ({ r }) => r, send: (id) => asBearer(`Observation/${id}`) },
  {
    name: 'read with HEAD',
    needs: ({ r }) => r,
    send: (id) => asBearer(`Observation/${id}`, { method: 'HEAD' }),
  },
  {
    name: 'conditional read',
    needs: ({ r }) => r,
    send: (id) => asBearer(`Observation/${id}`, { headers: { 'if-none-match': 'W/"0"' } }),
  },
  { name: 'vread', needs: ({ r }) => r, send: (id) => asBearer(`Observation/${id}/_history/1`) },
  {
    name: 'history of an instance',
    needs: ({ r }) => r,
    send: (id) => asBearer(`Observation/${id}/_history`),
  },
  {
    name: 'update',
    needs: ({ u }) => u,
    send: (id, subject) => asBearer(`Observation/${id}`, { method: 'PUT', body: body(id, subject) }),
  },
  {
    name: 'patch',
    needs: ({ u }) => u,
    send: (id) =>
      asBearer(`Observation/${id}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json-patch+json' },
        body: patch,
      }),
  },
  {
    name: 'delete',
    needs: ({ d }) => d,
    deletes: true,
    send: (id) => asBearer(`Observation/${id}`, { method: 'DELETE' }),
  },
  {
    name: 'create',
    needs: ({ c }) => c,
    send: (_, subject) =>
      asBearer('Observation', { method: 'POST', body: without(observation('x', subject)) }),
  },
  {
    name: 'conditional create',
    needs: ({ c, s }) => c && s,
    send: (id, subject) =>
      asBearer('Observation', {
        method: 'POST',
        headers: { 'if-none-exist': found(id) },
        body: without(body(id, subject)),
      }),
  },
  {
    name: 'conditional update',
    needs: ({ u, s }) => u && s,
    send: (id, subject) => asBearer(`Observation?${found(id)}`, { method: 'PUT', body: body(id, subject) }),
  },
  {
    name: 'conditional delete',
    needs: ({ d, s }) => d && s,
    deletes: true,
    send: (id) => asBearer(`Observation?${found(id)}`, { method: 'DELETE' }),
  },
  {
    name: '$validate',
    needs: ({ c, u }) => c || u,
    send: (id, subject) => asBearer('Observation/$validate', { method: 'POST', body: body(id, subject) }),
  },
  {
    name: '$export of patients',
    needs: ({ r, s }) => r && s,
    isOfSystem: true,
    send: () => asBearer('Patient/$export?_type=Observation', { headers: { prefer: 'respond-async' } }),
  },
];

const rightsOf = (letters: readonly string[]): Rights =>
  Object.fromEntries(LETTERS.map((letter) => [letter, letters.includes(letter)])) as Rights;
const isLetIn = ({ status }: Answer): boolean => status !== 403 && status !== 401;

describe.each(ROWS)('$name', ({ needs, send, deletes = false, isOfSystem = false }) => {
  const restored = async (id: string, subject: string) => {
    if (deletes) await endpoint.put(body(id, subject));
  };

  test('is granted by system scopes with the rights that it needs, and by no others', async () => {
    for (const letters of SETS) {
      await restored('theirs', 'Patient/other');
      endpoint.allow({ scope: `system/Observation.${letters.join('')}` });
      const answer = await send('theirs', 'Patient/other');
      expect([letters.join(''), isLetIn(answer), answer.issues]).toEqual([
        letters.join(''),
        needs(rightsOf(letters)),
        expect.anything(),
      ]);
      if (isLetIn(answer)) expect(answer.status).toBeLessThan(300);
    }
  });

  test('is granted by patient scopes within the compartment alone', async () => {
    for (const letters of SOME_SETS) {
      endpoint.allow({ scope: `patient/Observation.${letters.join('')}`, patient: 'me' });
      await restored('mine', 'Patient/me');
      const mine = await send('mine', 'Patient/me');
      expect([letters.join(''), isLetIn(mine)]).toEqual([
        letters.join(''),
        needs(rightsOf(letters)) && !isOfSystem,
      ]);
    }
    endpoint.allow({ scope: 'patient/Observation.cruds', patient: 'me' });
    await restored('theirs', 'Patient/other');
    const { status, text } = await send('theirs', 'Patient/other');
    // 404 of a condition, which finds nothing; what is only judged is judged wherever it lies.
    expect([403, 404, 200]).toContain(status);
    if (status === 200) expect(text).toContain('OperationOutcome');
  });
});

describe('searches and histories of a type', () => {
  const QUERIES: readonly [string, Sent][] = [
    ['Observation', {}],
    ['Observation/_history', {}],
    [
      'Observation/_search',
      { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: '_count=50' },
    ],
  ];
  test.each(QUERIES)('%s needs search, and answers what the scopes reach', async (path, sent) => {
    for (const letters of SOME_SETS)
      for (const context of ['system', 'patient']) {
        endpoint.allow({ scope: `${context}/Observation.${letters.join('')}`, patient: 'me' });
        const answer = await asBearer(path, sent);
        expect([letters.join(''), isLetIn(answer)]).toEqual([letters.join(''), letters.includes('s')]);
        if (!isLetIn(answer)) continue;
        const subjects = (answer.json.entry as { resource?: { subject: { reference: string } } }[]).flatMap(
          ({ resource }) => resource?.subject.reference ?? [],
        );
        expect(subjects).toContain('Patient/me');
        expect(subjects.includes('Patient/other')).toBe(context === 'system');
      }
  });
});

describe('what a search asks of other types', () => {
  const SCOPES = ['Observation.r', 'Observation.s', 'Patient.r', 'Patient.s'] as const;
  const HELD = Array.from({ length: 16 }, (_, at) => SCOPES.filter((__, bit) => (at >> bit) & 1));

  test.each([
    [
      'Observation?_id=theirs&_include=Observation:patient',
      'Observation.s',
      'Patient.s',
      ['other', 'theirs'],
      ['theirs'],
    ],
    [
      'Patient?_id=other&_revinclude=Observation:patient&_summary=false',
      'Patient.s',
      'Observation.s',
      undefined,
      ['other'],
    ],
    [
      'Patient?_id=other&_has:Observation:patient:identifier=urn:i|theirs',
      'Patient.s',
      'Observation.s',
      ['other'],
      [],
    ],
    ['Observation?_id=theirs&patient.gender=male', 'Observation.s', 'Patient.s', ['theirs'], []],
  ] as const)(
    '%s needs %s, and finds by %s alone what that reaches',
    async (path, itself, other, both, alone) => {
      for (const held of HELD) {
        endpoint.allow({ scope: [...held, 'Group.r'].map((each) => `system/${each}`).join(' ') });
        const answer = await asBearer(path);
        expect([held, isLetIn(answer)]).toEqual([held, held.includes(itself)]);
        if (!isLetIn(answer)) continue;
        const ids = idsIn(answer).sort();
        if (!held.includes(other)) expect([held, ids]).toEqual([held, alone]);
        else if (both) expect([held, ids]).toEqual([held, both]);
        else expect(ids).toEqual(expect.arrayContaining(['other', 'theirs']));
      }
    },
  );

  test('$everything needs read of the patient, and brings what may be searched for', async () => {
    for (const held of HELD) {
      endpoint.allow({ scope: [...held, 'Group.r'].map((each) => `system/${each}`).join(' ') });
      const answer = await asBearer('Patient/other/$everything');
      expect([held, isLetIn(answer)]).toEqual([held, held.includes('Patient.r')]);
      if (isLetIn(answer))
        expect([held, idsIn(answer).includes('other'), idsIn(answer).includes('theirs')]).toEqual([
          held,
          held.includes('Patient.s'),
          held.includes('Observation.s'),
        ]);
    }
  });
});

describe('what lasts', () => {
  test('a transaction is asked for by who has sent it, with read of Transaction', async () => {
    const entry = [{ request: { method: 'GET', url: 'Observation/theirs' } }];
    for (const letters of SOME_SETS) {
      endpoint.allow({ scope: `system/Observation.r system/Transaction.${letters.join('')}` });
      const sent = await asBearer('', {
        method: 'POST',
        headers: { prefer: 'respond-async' },
        body: { resourceType: 'Bundle', type: 'transaction', entry },
      });
      const location = sent.headers.get('content-location') ?? '';
      expect([letters, isLetIn(await asBearer(location))]).toEqual([letters, letters.includes('r')]);
      endpoint.allow({ scope: 'system/Observation.rs system/Transaction.r' });
      expect((await asBearer(location)).status).toBe(404);
    }
  });

  test('an export is described and cancelled by who might have started it, and its files are for who has', async () => {
    endpoint.allow({ scope: 'system/Observation.rs' });
    const started = await asBearer('Patient/$export?_type=Observation', {
      headers: { prefer: 'respond-async' },
    });
    const location = started.headers.get('content-location') ?? '';
    const file = `${location}/Observation/Observation-1-0.ndjson`;
    for (const letters of SOME_SETS) {
      endpoint.allow({ scope: `system/Observation.${letters.join('')} system/Group.r` });
      const might = letters.includes('r') && letters.includes('s');
      expect([letters, isLetIn(await asBearer(location))]).toEqual([letters, might]);
      expect([letters, isLetIn(await asBearer(location, { method: 'DELETE' }))]).toEqual([letters, might]);
      // The same rights by other scopes are another's.
      expect([letters, isLetIn(await asBearer(file))]).toEqual([letters, false]);
    }
    endpoint.allow({ scope: 'system/Observation.rs' });
    expect(isLetIn(await asBearer(file))).toBe(true);
  });
});
