import type { OptionValues } from '../terminal/index.ts';
import { numberOf } from '../terminal/index.ts';

/** How the local HealthLake behaves. */
export const healthLakeSettings = (values: OptionValues) => ({
  throttling: values.throttling === true,
  guideOnly: values['guide-only'] === true,
  ...(values['identity-limit-ms'] !== undefined && {
    identityProviderMs: numberOf(values, 'identity-limit-ms', 5000),
  }),
});
