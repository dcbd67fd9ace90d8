/** A version in the model; without a body it is a deletion. */
export interface ModelVersion {
  /** The place of the write among all writes. */
  order: number;
  version: number;
  body: Body | undefined;
}

export interface Body {
  resourceType: 'Patient' | 'Observation';
  id?: string;
  active?: boolean;
  gender?: string;
  status?: string;
  code?: object;
  subject?: { reference: string };
  identifier?: { system: string; value: string }[];
}
export type Type = Body['resourceType'];

/** A write, or a read, of one resource. A create has the id that the model calls it by until the server has given one. */
export interface Step {
  method: 'PUT' | 'POST' | 'PATCH' | 'DELETE' | 'GET';
  type: Type;
  id: string;
  body?: Body;
  /** What a JSON Patch does: sets `active`, or takes away `gender`. */
  patch?: { active: boolean } | 'no gender';
  ifMatch?: number;
  ifNoneMatch?: boolean;
}

/** What is answered to a step. */
export interface Expected {
  status: number;
  version?: number | undefined;
}

/** What the data store should be, in memory: versions by `Type/id`. */
export interface Model {
  versions: Map<string, ModelVersion[]>;
  written: number;
}

export const newModel = (): Model => ({ versions: new Map(), written: 0 });
export const copyOf = (model: Model): Model => ({
  versions: new Map([...model.versions].map(([key, versions]) => [key, [...versions]])),
  written: model.written,
});

export const newestOf = (model: Model, type: Type, id: string): ModelVersion | undefined =>
  model.versions.get(`${type}/${id}`)?.at(-1);

/** The resources of a type that are there, in the order of their last writes. */
export const currentOf = (model: Model, type: Type): (ModelVersion & { id: string; body: Body })[] =>
  [...model.versions]
    .flatMap(([key, versions]) => {
      const [of, id = ''] = key.split('/');
      const last = versions.at(-1);
      return of === type && last?.body ? [{ ...last, id, body: last.body }] : [];
    })
    .sort((one, other) => one.order - other.order);

/** All versions of a type, the newest first, as `id/version` with what they are. */
export const historyOf = (model: Model, type: Type): string[] =>
  [...model.versions]
    .flatMap(([key, versions]) => {
      const [of, id = ''] = key.split('/');
      return of === type ? versions.map((each) => ({ ...each, id })) : [];
    })
    .sort((one, other) => other.order - one.order)
    .map(({ id, version, body }) => `${id}/${version} ${body ? JSON.stringify(sorted(body)) : 'deleted'}`);

/** Members in the order of their names, so that texts can be compared. */
export const sorted = (value: object): object =>
  Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));

function write(model: Model, { type, id }: Step, body: Body | undefined): number {
  const key = `${type}/${id}`;
  const versions = model.versions.get(key) ?? [];
  const version = versions.length + 1;
  model.versions.set(key, [...versions, { order: ++model.written, version, body }]);
  return version;
}

/** Does a step in the model. @returns what the server is to answer */
export function perform(model: Model, step: Step): Expected {
  const newest = newestOf(model, step.type, step.id);
  const there = newest?.body && newest;
  const isOther = step.ifMatch !== undefined && step.ifMatch !== there?.version;
  switch (step.method) {
    case 'GET':
      if (!newest) return { status: 404 };
      return there ? { status: 200, version: there.version } : { status: 410 };
    case 'DELETE':
      if (!newest) return { status: 404 };
      if (isOther) return { status: 412 };
      return { status: 204, version: there ? write(model, step, undefined) : newest.version };
    case 'POST':
    case 'PUT':
      if (isOther || (step.ifNoneMatch === true && there)) return { status: 412 };
      return {
        status: there ? 200 : 201,
        version: write(model, step, { ...step.body, id: step.id } as Body),
      };
    case 'PATCH': {
      if (!newest) return { status: 404 };
      if (!there) return { status: 410 };
      if (isOther) return { status: 412 };
      const { gender, ...rest } = there.body ?? { resourceType: step.type };
      if (step.patch === 'no gender') {
        if (gender === undefined) return { status: 422 };
        return { status: 200, version: write(model, step, rest) };
      }
      const body = { ...rest, ...(gender !== undefined && { gender }), ...step.patch };
      return { status: 200, version: write(model, step, body) };
    }
  }
}

/** Calls a resource by the id that the server gave it. */
export function rename(model: Model, type: Type, from: string, to: string): void {
  const versions = model.versions.get(`${type}/${from}`) ?? [];
  model.versions.delete(`${type}/${from}`);
  model.versions.set(
    `${type}/${to}`,
    versions.map((each) => ({ ...each, body: each.body && { ...each.body, id: to } })),
  );
}
