'use strict';

const { register } = require('node:module');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

let ready = Boolean(process.features.typescript);

/** Imports a TypeScript module of this project (its path from the project's folder) on any Node that we support. */
module.exports = (path) => {
  if (!ready) register('./typescript-hooks.mjs', pathToFileURL(module.filename));
  ready = true;
  return import(pathToFileURL(join(module.path, '..', '..', path)).href);
};
