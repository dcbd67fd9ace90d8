'use strict';

const importTypeScript = require('./import-typescript.cjs');

/** For `${file(./scripts/stage-values.cjs):...}` in serverless.yml: what config/<stage>.json says about the stack. */
module.exports = async ({ resolveVariable }) => {
  const { stageValues } = await importTypeScript('cli/build/stage-values.ts');
  return stageValues(await resolveVariable('sls:stage'), process.cwd());
};
