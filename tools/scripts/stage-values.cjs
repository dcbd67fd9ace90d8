'use strict';

const importTypeScript = require('./import-typescript.cjs');

/**
 * For `${file(./tools/scripts/stage-values.cjs):...}` in serverless.yml: what config/<stage>.json says about the stack, and the
 * stage's parameters, checked and with their defaults (infrastructure/parameters.json).
 */
module.exports = async ({ resolveVariable }) => {
  const { checkParameters, PARAMETERS, stageValues } = await importTypeScript('tools/build/index.ts');
  const stage = await resolveVariable('sls:stage');
  const given = Object.fromEntries(
    await Promise.all(
      Object.keys(PARAMETERS).map(async (name) => [name, await resolveVariable(`param:${name}, null`)]),
    ),
  );
  const parameters = checkParameters(given);
  return { ...stageValues(stage, process.cwd(), parameters), parameters };
};
