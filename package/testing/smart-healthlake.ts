import { join } from 'node:path';
import { adoptTemplate, readTemplate, templateIn } from './adopt-package.ts';
import { HEALTHLAKE_TEMPLATE } from './healthlake-template.ts';
import { ownPackage } from './own-package.ts';

/** What of stage local a data store needs to take tokens: itself, the function that judges them, and the role in whose name they act. */
const TAKES_TOKENS =
  /^(?:DataStore|SmartRole|IdentityProvider(?:Lambda.*|LiveAlias|Permission|Role|LogGroup))$/;

/** The template of `startHealthLake` with a data store that takes tokens of the local issuer, in a folder of its own. */
export function smartHealthLake(): { folder: string; remove: () => void } {
  const from = ownPackage();
  const { Resources } = readTemplate(join(from, templateIn(from)));
  const taken = Object.entries(Resources).filter(([logicalId]) => TAKES_TOKENS.test(logicalId));
  return adoptTemplate(
    {
      ...HEALTHLAKE_TEMPLATE,
      Resources: { ...HEALTHLAKE_TEMPLATE.Resources, ...Object.fromEntries(taken) },
    },
    from,
  );
}
