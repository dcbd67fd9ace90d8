import { CODE_FORMS, codeFormCheck } from '../r4/code-forms.ts';
import { PRIMITIVES } from '../r4/primitives.ts';
import { KIND } from './tables.ts';

/** Primitive types whose text is decoded, as the kinds from `KIND.decoded` on are numbered. */
export const DECODED_TYPES: readonly string[] = ['oid', 'uuid'];

/** Value sets of codes that are known by their form: the kinds behind those. */
export const DECODED_FORMS: readonly string[] = Object.keys(CODE_FORMS);

const CHECKS = [...DECODED_TYPES.map((type) => PRIMITIVES[type]), ...DECODED_FORMS.map(codeFormCheck)];

/** Checks what is rare, narratives, OIDs, MIME types and kin, by its text. */
export const decodedCheck = (text: string, kind: number): boolean =>
  (kind === KIND.xhtml ? PRIMITIVES.xhtml : CHECKS[kind - KIND.decoded])?.(text) ?? false;
