import { join, relative } from 'node:path';
import type { DiskUse } from '../../local/boot/index.ts';
import { SERVICE } from '../../tools/build/index.ts';
import { bytesText } from '../terminal/index.ts';

/** Where a local cloud keeps everything between runs. */
export const stateFolder = (asked: unknown): string =>
  typeof asked === 'string' ? asked : join(SERVICE, '.inlet');

/** What a local cloud that has stopped keeps there. */
export const keptText = ({ folder, totalBytes, resourcesBytes }: DiskUse): string =>
  `stopped; ${relative('', folder)} keeps ${bytesText(totalBytes)}, ${bytesText(resourcesBytes)} of it FHIR resources`;
