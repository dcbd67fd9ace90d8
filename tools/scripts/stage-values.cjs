'use strict';

const importTypeScript = require('./import-typescript.cjs');

/** For `${file(./tools/scripts/stage-values.cjs):...}` in serverless.yml: what config/<stage>.json says about the stack. */
module.exports = async ({ resolveVariable }) => {
  const { stageValues } = await importTypeScript('tools/build/index.ts');
  return stageValues(await resolveVariable('sls:stage'), process.cwd());
};
