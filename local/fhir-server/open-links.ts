import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Link, Locator } from '../../fhir/index.ts';
import { FILES, loadR4, locator, r4Folder, withLinks } from '../../fhir/index.ts';

/** A resource's text with other addresses in its links; `replace` gives undefined for one that stays. */
export type ReplaceLinks = (resource: Buffer, replace: (link: Link) => string | undefined) => Buffer;

/** Opens what finds elements by FHIRPath, by R4's definitions, which are read for the first patch. */
export async function elementsOpener(): Promise<() => Locator> {
  const { model } = loadR4(await r4Folder());
  let opened: Locator | undefined;
  return () => (opened ??= locator(model()));
}

/** Opens what finds the links of resources by R4's definitions, which are read for the first Bundle. */
export function linksOpener(): () => Promise<ReplaceLinks> {
  let opened: Promise<ReplaceLinks> | undefined;
  const open = async (): Promise<ReplaceLinks> => {
    const file = join(await r4Folder(), FILES.model);
    let model: Parameters<typeof withLinks>[1] | undefined;
    return (resource, replace) => {
      model ??= JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof withLinks>[1];
      return withLinks(resource, model, replace);
    };
  };
  return () => (opened ??= open());
}
