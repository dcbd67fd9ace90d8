import type { Body, Expected, Model, Step, Type } from './model.ts';
import { copyOf, currentOf, historyOf, newestOf, perform, rename, sorted } from './model.ts';
import type { Ask, Reply, Send } from './requests.ts';
import { askOf, entryOf } from './requests.ts';

/** Numbers below a limit, the same for the same seed. */
export function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Where the server says something else than the model; with what was done. */
export class Differs extends Error {}

/** Takes random steps on a server and in a model, and compares what both say. */
export interface Walk {
  model: Model;
  /** One request, be it a Bundle, a condition, a search or a history. */
  step(): Promise<void>;
  /** All that is there, by the histories of its types. */
  compareAll(): Promise<void>;
  /** A write that may be done or not, where the server ends meanwhile: what each would leave. */
  uncertain(): { ask: Ask; done: Model };
}

const IDS = 6;
const VALUES = 4;
const GENDERS = ['male', 'female', 'other', 'unknown'];
const STATUSES = ['final', 'amended', 'preliminary'];
const ORDER = ['DELETE', 'POST', 'PUT', 'PATCH', 'GET'];

export function walk(send: () => Send, seed: number): Walk {
  const some = numbers(seed);
  const oneOf = <T>(list: readonly T[]): T => list[some(list.length)] as T;
  const state: Pick<Walk, 'model'> = { model: { versions: new Map(), written: 0 } };
  let made = 0;
  const identifier = () => [{ system: 'urn:m', value: String(some(VALUES)) }];
  const anyId = (): string => `${some(IDS)}`;
  const anyType = (): Type => (some(3) === 0 ? 'Observation' : 'Patient');

  const bodyOf = (resourceType: Type): Body =>
    resourceType === 'Patient'
      ? {
          resourceType,
          active: some(2) === 0,
          ...(some(3) > 0 && { gender: oneOf(GENDERS) }),
          identifier: identifier(),
        }
      : {
          ...{ resourceType, status: oneOf(STATUSES), code: { text: 'x' }, identifier: identifier() },
          subject: { reference: `Patient/${anyId()}` },
        };

  const anyStep = (methods: readonly Step['method'][]): Step => {
    const method = oneOf(methods);
    const type = method === 'PATCH' ? 'Patient' : anyType();
    const id = method === 'POST' ? `new-${++made}` : anyId();
    const version = newestOf(state.model, type, id)?.version ?? 1;
    const isConditional = method !== 'POST' && method !== 'GET' && some(5) === 0;
    return {
      ...{ method, type, id },
      ...((method === 'PUT' || method === 'POST') && { body: bodyOf(type) }),
      ...(method === 'PATCH' && { patch: some(3) === 0 ? 'no gender' : { active: some(2) === 0 } }),
      ...(isConditional && { ifMatch: version - some(2) }),
      ...(method === 'PUT' && some(8) === 0 && { ifNoneMatch: true }),
    };
  };

  const same = (what: unknown, is: unknown, should: unknown): void => {
    const [left, right] = [JSON.stringify(is), JSON.stringify(should)];
    if (left !== right)
      throw new Differs(`${JSON.stringify(what)}\nthe server: ${left}\nthe model:  ${right}`);
  };
  /** What a create is called from now on. */
  const adopt = (
    { method, type, id }: Pick<Step, 'method' | 'type' | 'id'>,
    location: string | null | undefined,
  ): void => {
    const [, given] = /\/([^/]+)\/_history\/\d+$/.exec(location ?? '') ?? [];
    if (method === 'POST' && given !== undefined) rename(state.model, type, id, given);
  };
  const versionIn = (etag: string | null | undefined): number | undefined => {
    const [, version] = /^W\/"(\d+)"$/.exec(etag ?? '') ?? [];
    return version === undefined ? undefined : Number(version);
  };
  const compare = (
    what: unknown,
    { status, etag }: Pick<Reply, 'status' | 'etag'>,
    expected: Expected,
  ): void => {
    same(what, [status, status < 400 ? versionIn(etag) : undefined], [expected.status, expected.version]);
  };

  async function alone(): Promise<void> {
    const step = anyStep(['PUT', 'PUT', 'PUT', 'POST', 'PATCH', 'PATCH', 'DELETE', 'GET']);
    const expected = perform(state.model, step);
    const reply = await send()(askOf(step));
    compare(step, reply, expected);
    adopt(step, reply.location);
    if (step.method === 'GET' && reply.status === 200) {
      const { meta: _, ...body } = reply.json;
      same(step, sorted(body), sorted(newestOf(state.model, step.type, step.id)?.body ?? {}));
    }
  }

  interface Answered {
    response: { status: string; etag?: string; location?: string };
  }
  async function bundle(type: 'batch' | 'transaction'): Promise<void> {
    const methods: Step['method'][] = ['PUT', 'PUT', 'POST', 'PATCH', 'DELETE', 'GET'];
    const all = Array.from({ length: 1 + some(6) }, () => anyStep(methods));
    const isFirst = ({ type: of, id }: Step, at: number): boolean =>
      all.findIndex((each) => each.type === of && each.id === id) === at;
    const steps = type === 'batch' ? all : all.filter(isFirst);
    const before = copyOf(state.model);
    const expected = new Map<Step, Expected>();
    const inOrder =
      type === 'batch' ? steps : ORDER.flatMap((method) => steps.filter((each) => each.method === method));
    for (const step of inOrder) expected.set(step, perform(state.model, step));
    const failed = inOrder.map((step) => expected.get(step)?.status ?? 0).find((status) => status >= 400);
    const body = { resourceType: 'Bundle', type, entry: steps.map(entryOf) };
    const { status, json } = await send()({ method: 'POST', path: '', body });
    if (type === 'transaction' && failed !== undefined) {
      state.model = before;
      same(steps, status, failed);
      return;
    }
    same(steps, status, 200);
    (json.entry as Answered[]).forEach(({ response }, at) => {
      const step = steps[at];
      if (!step) return;
      compare(
        step,
        { status: Number.parseInt(response.status, 10), etag: response.etag ?? null },
        expected.get(step) ?? { status: 0 },
      );
      adopt(step, response.location);
    });
  }

  async function conditional(): Promise<void> {
    const value = String(some(VALUES));
    const found = currentOf(state.model, 'Patient').filter(
      ({ body }) => body.identifier?.[0]?.value === value,
    );
    const [match] = found;
    const criteria = `identifier=urn:m|${value}`;
    const method = oneOf(['POST', 'PUT', 'DELETE'] as const);
    const id = method !== 'POST' && match ? match.id : `new-${++made}`;
    const step: Step = {
      method,
      type: 'Patient',
      id,
      body: { ...bodyOf('Patient'), identifier: [{ system: 'urn:m', value }] },
    };
    const isMany = found.length > 1;
    const expected = isMany
      ? { status: 412 }
      : method === 'POST' && match
        ? { status: 200, version: match.version }
        : method === 'DELETE' && !match
          ? { status: 404 }
          : perform(state.model, step);
    const reply = await send()(
      method === 'POST'
        ? { method, path: 'Patient', body: step.body, headers: { 'if-none-exist': criteria } }
        : { method, path: `Patient?${criteria}`, ...(method === 'PUT' && { body: step.body }) },
    );
    compare([criteria, step], reply, expected);
    if (reply.status === 201) adopt({ ...step, method: 'POST' }, reply.location);
  }

  interface Page {
    total?: number;
    entry?: { resource?: { id: string; meta: { versionId: string } }; response: { location: string } }[];
    link: { relation: string; url: string }[];
  }
  async function pages(path: string): Promise<{ first: Page; entries: NonNullable<Page['entry']> }> {
    let first: Page | undefined;
    const entries: NonNullable<Page['entry']> = [];
    for (let next: string | undefined = path; next !== undefined;) {
      const { status, json } = await send()({ method: 'GET', path: next });
      same(path, status, 200);
      const page = json as unknown as Page;
      first ??= page;
      entries.push(...(page.entry ?? []));
      next = page.link.find(({ relation }) => relation === 'next')?.url;
    }
    return { first: first ?? { link: [] }, entries };
  }

  async function search(): Promise<void> {
    const patients = currentOf(state.model, 'Patient');
    const observations = currentOf(state.model, 'Observation');
    const [value, gender, status, id] = [String(some(VALUES)), oneOf(GENDERS), oneOf(STATUSES), anyId()];
    const subjects = (of: (body: Body) => boolean) =>
      new Set(observations.filter(({ body }) => of(body)).map(({ body }) => body.subject?.reference));
    const those = new Set(
      patients.filter(({ body }) => body.gender === gender).map((each) => `Patient/${each.id}`),
    );
    const [query, found] = oneOf<() => [string, { id: string; version: number }[]]>([
      () => ['Patient?', patients.toSorted((one, other) => (one.id < other.id ? -1 : 1))],
      () => [
        `Patient?identifier=urn:m|${value}`,
        patients.filter(({ body }) => body.identifier?.[0]?.value === value),
      ],
      () => [`Patient?gender=${gender}`, patients.filter(({ body }) => body.gender === gender)],
      () => ['Patient?active=true', patients.filter(({ body }) => body.active === true)],
      () => ['Patient?gender:missing=true', patients.filter(({ body }) => body.gender === undefined)],
      () => [`Patient?gender:not=${gender}`, patients.filter(({ body }) => body.gender !== gender)],
      () => [`Patient?_id=${id},0`, patients.filter((each) => each.id === id || each.id === '0')],
      () => [
        `Observation?subject=Patient/${id}`,
        observations.filter(({ body }) => body.subject?.reference === `Patient/${id}`),
      ],
      () => [
        `Observation?subject:Patient.gender=${gender}`,
        observations.filter(({ body }) => those.has(body.subject?.reference ?? '')),
      ],
      () => {
        const has = subjects((body) => body.status === status);
        return [
          `Patient?_has:Observation:subject:status=${status}`,
          patients.filter((each) => has.has(`Patient/${each.id}`)),
        ];
      },
    ])();
    const { first, entries } = await pages(
      `${query}&_count=${1 + some(5)}&_total=accurate`.replace('?&', '?'),
    );
    same(
      query,
      entries.map(({ resource }) => `${resource?.id ?? ''}/${resource?.meta.versionId ?? ''}`),
      found.map((each) => `${each.id}/${each.version}`),
    );
    same([query, 'total'], first.total, found.length);
  }

  async function histories(type: Type): Promise<string[]> {
    const { entries } = await pages(`${type}/_history?_count=${3 + some(20)}`);
    return entries.map(({ resource, response }) => {
      if (!resource) return `${response.location.replace(/^\w+\/|_history\//g, '')} deleted`;
      const { meta, ...body } = resource;
      return `${resource.id}/${meta.versionId} ${JSON.stringify(sorted(body))}`;
    });
  }

  async function oneVersion(): Promise<void> {
    const [type, id] = [anyType(), anyId()];
    const versions = state.model.versions.get(`${type}/${id}`) ?? [];
    const number = 1 + some(versions.length + 1);
    const known = versions.find(({ version }) => version === number);
    const expected = known ? (known.body ? 200 : 410) : 404;
    const { status, json } = await send()({ method: 'GET', path: `${type}/${id}/_history/${number}` });
    const { meta: _, ...body } = json;
    same(
      [type, id, number],
      [status, status === 200 ? sorted(body) : {}],
      [expected, sorted(known?.body ?? {})],
    );
  }

  const kinds = [
    alone,
    alone,
    alone,
    conditional,
    () => bundle('batch'),
    () => bundle('transaction'),
    search,
    search,
    oneVersion,
  ];
  return Object.assign(state, {
    step: () => oneOf(kinds)(),
    async compareAll() {
      for (const type of ['Patient', 'Observation'] as const)
        same(`${type}/_history`, await histories(type), historyOf(state.model, type));
    },
    uncertain() {
      const step = anyStep(['PUT', 'PUT', 'DELETE', 'PATCH']);
      const more = anyStep(['PUT']);
      const steps = some(2) === 0 || (more.type === step.type && more.id === step.id) ? [step] : [step, more];
      const done = copyOf(state.model);
      const inOrder = ORDER.flatMap((method) => steps.filter((each) => each.method === method));
      const isDone = inOrder.every((each) => perform(done, each).status < 400);
      const body = { resourceType: 'Bundle', type: 'transaction', entry: steps.map(entryOf) };
      return { ask: { method: 'POST', path: '', body }, done: isDone ? done : state.model };
    },
  });
}
