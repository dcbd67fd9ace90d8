import fc from 'fast-check';
import { ModuleMocker } from 'jest-mock';
import { SEED } from '../support/seed.ts';

/** The globals of the process itself. What Jest replaces in them is put back when a test file has ended. */
export class NativeEnvironment {
  readonly global = globalThis;
  readonly moduleMocker = new ModuleMocker(globalThis);
  readonly #console = console;
  readonly #exit = process.exit.bind(process);
  readonly #env = process.env;

  setup(): Promise<void> {
    fc.configureGlobal({ seed: SEED });
    return Promise.resolve();
  }

  teardown(): Promise<void> {
    globalThis.console = this.#console;
    process.exit = this.#exit;
    // Another object in its place would change nothing of what Node and programs read: os.tmpdir() among them.
    process.env = this.#env;
    return Promise.resolve();
  }

  getVmContext(): null {
    return null;
  }
}

export default NativeEnvironment;
