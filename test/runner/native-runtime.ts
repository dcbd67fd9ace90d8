import { createRequire, enableCompileCache, registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Globals } from './globals.ts';
import { setGlobals } from './globals.ts';
import type { NativeEnvironment } from './native-environment.ts';

const require = createRequire(import.meta.url);

// Types are stripped once for all processes and runs.
enableCompileCache(join(import.meta.dirname, '..', '..', 'dist', 'compile-cache'));

const globals = new URL('./globals.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url: globals, shortCircuit: true } : next(specifier, context),
});

/** What jest-circus keeps in globalThis, by the descriptions of its symbols. */
const CIRCUS_STATE = /^(JEST_STATE_SYMBOL|EVENT_HANDLERS|TEST_TIMEOUT_SYMBOL)$/;

/**
 * A runtime of Jest without a VM: Node itself loads tests and sources and strips their types, and a module stays loaded
 * for the other test files of the process. To load all modules anew for each file took a fifth of the suite's
 * time. So a test puts back what it changes in globals, the environment or a module's state: the next file sees it.
 * Worker processes, time limits, reports and options are Jest's. There are no mocks of modules.
 */
export default class NativeRuntime {
  readonly #environment: NativeEnvironment;

  constructor(_config: unknown, environment: NativeEnvironment) {
    this.#environment = environment;
  }

  unstable_shouldLoadAsEsm(): boolean {
    return true;
  }

  unstable_importModule(path: string): Promise<unknown> {
    return import(pathToFileURL(path).href);
  }

  requireModule(path: string): unknown {
    return require(path);
  }

  /** Loads jest-circus anew, whose state is that of one test file: its tests, hooks and listeners. */
  requireInternalModule(path: string): unknown {
    Reflect.deleteProperty(require.cache, path);
    for (const symbol of Object.getOwnPropertySymbols(globalThis))
      if (CIRCUS_STATE.test(symbol.description ?? '')) Reflect.deleteProperty(globalThis, symbol);
    return require(path);
  }

  setGlobalsForRuntime(given: Omit<Globals, 'jest'>): void {
    const { moduleMocker } = this.#environment;
    setGlobals({
      ...given,
      jest: {
        fn: moduleMocker.fn.bind(moduleMocker),
        spyOn: moduleMocker.spyOn.bind(moduleMocker),
        restoreAllMocks() {
          moduleMocker.restoreAllMocks();
          return this as never;
        },
      },
    });
  }

  getSourceMaps(): Map<string, string> {
    return new Map();
  }

  getAllCoverageInfoCopy(): undefined {
    return undefined;
  }

  enterTestCode(): void {
    // Jest asks so that a VM can tell who loads a module.
  }

  leaveTestCode(): void {
    // See enterTestCode.
  }

  teardown(): void {
    this.#environment.moduleMocker.restoreAllMocks();
  }
}

/** `require` of an ES module gives its namespace: this says that the class is its default. */
export const __esModule = true;
