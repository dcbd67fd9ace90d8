'use strict';

const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

/** In the package, in place of import-typescript.cjs: what the framework asks for, tools/build, is compiled. */
module.exports = () => import(pathToFileURL(join(module.path, '../../cli/tools-build.mjs')).href);
