import type { FixableErrorOptions } from '../../../errors/index.ts';
import { FixableError } from '../../../errors/index.ts';

/** A `--param` of a deployment that cannot be worked with. */
export class InvalidParameter extends FixableError {
  override name = 'InvalidParameter';

  constructor(message: string, options?: FixableErrorOptions) {
    super('InvalidParameter', message, options);
  }
}
