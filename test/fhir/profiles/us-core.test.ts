import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from '@jest/globals';
import type { Issue } from '../../../fhir/messages/issue.ts';
import { tarFiles } from '../../../fhir/packages/tar.ts';
import { openTestValidator } from '../../support/open-test-validator.ts';
import { testWith } from '../../support/shared-data.ts';

type Resource = Record<string, unknown> & { resourceType: string; id: string };

const packageFile = (folder: string, version: string): string =>
  join(folder, `hl7.fhir.us.core-${version}.tgz`);

/** The examples that a package brings, each claiming its profiles in the package's version. */
function examplesIn(file: string, version: string): Resource[] {
  return [...tarFiles(gunzipSync(readFileSync(file)))]
    .filter(({ name }) => /^package\/example\/.*\.json$/.test(name))
    .map(({ content }) => JSON.parse(content.toString('utf8')) as Partial<Resource>)
    .filter((each): each is Resource => each.resourceType !== undefined && each.id !== undefined)
    .map((each) => JSON.parse(JSON.stringify(each).replaceAll(CLAIM, `$1|${version}$2`)) as Resource);
}

const CLAIM = /("http:\/\/hl7\.org\/fhir\/us\/core\/StructureDefinition\/[\w-]+)("[\],])/g;

const QUESTIONNAIRE = "Profile reference 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire";

/** Examples that are refused, each for a reason of its own. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  '3.1.1': [
    // `EQH/..AgME` is no base64.
    'DiagnosticReport/cardiology-report Not a valid base64Binary',
  ],
  '5.0.1': [],
  // They claim a profile of another guide.
  '6.1.0': Array<string>(3).fill(QUESTIONNAIRE),
  '7.0.0': Array<string>(6).fill(QUESTIONNAIRE),
};

for (const [version, reasons] of Object.entries(REFUSED))
  testWith(
    'us-core-packages',
    `the examples of US Core ${version} keep their profiles, save those with a reason`,
    async (folder) => {
      const file = packageFile(folder, version);
      const validator = await openTestValidator({ packages: [file] });
      const examples = examplesIn(file, version);
      expect(examples.length).toBeGreaterThan(80);
      const refused = examples.flatMap((each) => {
        const [first] = validator.check(Buffer.from(JSON.stringify(each)), 'strict').errors ?? [];
        return first ? [`${each.resourceType}/${each.id} ${first.diagnostics}`] : [];
      });
      expect(refused).toEqual(reasons.map((reason) => expect.stringContaining(reason)));
    },
  );

const list = (resource: Resource, name: string): object[] => resource[name] as object[];

/** Claims one of R4's own profiles. */
const claim = (resource: Resource, profile: string): void => {
  resource.meta = { profile: [`http://hl7.org/fhir/StructureDefinition/${profile}`] };
};

/** What is changed in an example, and what its profile says to that. */
const BROKEN: readonly [example: string, change: (resource: Resource) => unknown, diagnostics: RegExp][] = [
  [
    'Patient/example',
    (patient) => Reflect.deleteProperty(patient, 'name'),
    /^Patient\.name: minimum required = 1, but only found 0 \(from .*us-core-patient\|3\.1\.1\)$/,
  ],
  [
    'Patient/example',
    (patient) => Reflect.deleteProperty(list(patient, 'identifier')[0] ?? {}, 'system'),
    /^Patient\.identifier\.system: minimum required = 1/,
  ],
  [
    'Patient/example',
    (patient) => Object.assign(patient, { name: [{ text: 'x' }] }),
    /us-core-8|us-core-6|Constraint failed/,
  ],
  [
    'Patient/example',
    (patient) => {
      codeOf(patient, 'ombCategory', 'nobody');
    },
    /is not in the value set .*omb-race-category.*from .*us-core-race/,
  ],
  [
    'Patient/example',
    (patient) => {
      dropOf(patient, 'text');
    },
    /Slice 'Extension\.extension:text': a matching slice is required, but not found \(from .*us-core-(race|ethnicity)/,
  ],
  [
    'Patient/example',
    (patient) => {
      list(patient, 'extension').push(...structuredClone(list(patient, 'extension')));
    },
    /Slice 'Patient\.extension:race': max allowed = 1, but found 2/,
  ],
  [
    'Observation/blood-pressure',
    (each) => {
      claim(each, 'bp');
      list(each, 'component').pop();
    },
    /Slice 'Observation\.component:\w+': a matching slice is required/,
  ],
  [
    'Observation/blood-pressure',
    (each) => Object.assign(each, { category: [{ text: 'x' }] }),
    /Slice 'Observation\.category:VSCat': a matching slice is required/,
  ],
  [
    'Observation/blood-pressure',
    (each) => {
      claim(each, 'bp');
      each.code = { coding: [{ system: 'http://loinc.org', code: '1-1' }] };
    },
    /Slice 'Observation\.code\.coding:BPCode': a matching slice is required/,
  ],
  [
    'Observation/blood-pressure',
    (each) => Reflect.deleteProperty(each, 'effectiveDateTime'),
    /^Observation\.effective\[x\]: minimum required = 1/,
  ],
  [
    'Observation/blood-pressure',
    (each) => {
      Reflect.deleteProperty(each, 'effectiveDateTime');
      Object.assign(each, { effectiveInstant: '2020-01-01T00:00:00Z' });
    },
    /the type instant is not allowed here/,
  ],
  [
    'Observation/blood-pressure',
    (each) => Object.assign(each, { effectiveDateTime: '2020' }),
    /Constraint failed: vs-1/,
  ],
  [
    'Observation/blood-pressure',
    (each) => Object.assign(each, { subject: { reference: 'Device/1' } }),
    /The reference is to Device, but only Patient is allowed here/,
  ],
  [
    'Condition/example',
    (condition) => Reflect.deleteProperty(condition, 'category'),
    /^Condition\.category: minimum required = 1/,
  ],
  [
    'Condition/example',
    (condition) =>
      Object.assign(condition, {
        meta: { profile: ['http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient'] },
      }),
    /is of Patient, not of Condition/,
  ],
  [
    'Condition/example',
    (condition) =>
      Object.assign(condition, {
        meta: { profile: ['http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition|4.0.0'] },
      }),
    /has not been checked because it is unknown/,
  ],
];

testWith(
  'us-core-packages',
  'what is changed so that US Core 3.1.1 refuses it is refused, in its words',
  async (folder) => {
    const file = packageFile(folder, '3.1.1');
    const validator = await openTestValidator({ packages: [file] });
    const examples = new Map(
      examplesIn(file, '3.1.1').map((each) => [`${each.resourceType}/${each.id}`, each]),
    );
    for (const [name, change, diagnostics] of BROKEN) {
      const resource = structuredClone(examples.get(name));
      if (!resource) throw new Error(`There is no example ${name}.`);
      expect([name, texts(validator.check(Buffer.from(JSON.stringify(resource)), 'strict').errors)]).toEqual([
        name,
        [],
      ]);
      change(resource);
      expect([
        name,
        ...texts(validator.check(Buffer.from(JSON.stringify(resource)), 'strict').errors),
      ]).toContainEqual(expect.stringMatching(diagnostics));
    }
  },
);

const texts = (issues: readonly Issue[] = []): string[] => issues.map(({ diagnostics }) => diagnostics);

interface Extension {
  url: string;
  extension?: Extension[];
  valueCoding?: { code?: string };
}

const extensionsOf = (patient: Record<string, unknown>): Extension[] => patient.extension as Extension[];

function codeOf(patient: Record<string, unknown>, url: string, code: string): void {
  for (const { extension = [] } of extensionsOf(patient))
    for (const each of extension) if (each.url === url && each.valueCoding) each.valueCoding.code = code;
}

function dropOf(patient: Record<string, unknown>, url: string): void {
  for (const each of extensionsOf(patient))
    if (each.extension) each.extension = each.extension.filter((inner) => inner.url !== url);
}

testWith(
  'us-core-packages',
  'US Core without a version is 3.1.1, and another version only where it is loaded',
  async (folder) => {
    const [older, newer] = ['3.1.1', '7.0.0'].map((version) => packageFile(folder, version));
    const both = await openTestValidator({ packages: [newer ?? '', older ?? ''] });
    const onlyNewer = await openTestValidator({ packages: [newer ?? ''] });
    const url = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient';
    const line = (profile: string): Buffer =>
      Buffer.from(JSON.stringify({ resourceType: 'Patient', id: 'a', meta: { profile: [profile] } }));
    const firstOf = (validator: typeof both, profile: string): string =>
      texts(validator.check(line(profile), 'strict').errors)[0] ?? '';
    expect(firstOf(both, url)).toContain('us-core-patient|3.1.1');
    expect(firstOf(both, `${url}|7.0.0`)).toContain('us-core-patient|7.0.0');
    expect(firstOf(onlyNewer, url)).toBe(
      `Profile reference '${url}' has not been checked because it is unknown: version 3.1.1 is meant, and 7.0.0 loaded`,
    );
    const latest = await openTestValidator({ packages: [newer ?? ''], profileVersions: 'latest-loaded' });
    expect(firstOf(latest, url)).toContain('us-core-patient|7.0.0');
    expect(firstOf(latest, `${url}|3.1.1`)).toContain('us-core-patient|7.0.0');
  },
);

testWith(
  'us-core-packages',
  'the examples of US Core 5.0.1 as they are keep the version that is loaded, where it may take the place',
  async (folder) => {
    const file = packageFile(folder, '5.0.1');
    const unversioned = examplesIn(file, '').map((each) => JSON.stringify(each).replaceAll(/\|(?=")/g, ''));
    const refused = async (profileVersions: 'exact' | 'latest-loaded'): Promise<string[]> => {
      const validator = await openTestValidator({ packages: [file], profileVersions });
      return unversioned.flatMap((line) =>
        texts(validator.check(Buffer.from(line), 'strict').errors).slice(0, 1),
      );
    };
    const exactly = await refused('exact');
    expect(exactly.length).toBeGreaterThan(140);
    expect(exactly.filter((each) => !each.endsWith(': version 3.1.1 is meant, and 5.0.1 loaded'))).toEqual(
      [],
    );
    expect(await refused('latest-loaded')).toEqual([]);
  },
);

testWith(
  'us-core-packages',
  'the flow rate of pulse oximetry may have the unit that its slice fixes, and another component may not',
  async (folder) => {
    const file = packageFile(folder, '3.1.1');
    const validator = await openTestValidator({ packages: [file] });
    const example = examplesIn(file, '3.1.1').find(({ id }) => id === 'satO2-fiO2');
    const errors = (line: string): string[] => texts(validator.check(Buffer.from(line), 'strict').errors);
    expect(errors(JSON.stringify(example))).toEqual([]);
    // Of another code than the slice's, and told once though two profiles demand it.
    expect(errors(JSON.stringify(example).replaceAll('3151-8', '3151-0'))).toEqual([
      expect.stringContaining("'http://unitsofmeasure.org#L/min') is not in the value set"),
    ]);
  },
);
