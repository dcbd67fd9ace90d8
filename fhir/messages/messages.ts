import type { HoleName } from './template.ts';
import { filled, hidden, partsOf, patternOf, shown, withoutValuesOf } from './template.ts';

interface Message {
  /** The sentence; its holes (template.ts) stand for values. */
  template: string;
  /** The sentence where values may not be shown: the template with empty holes, unless given. */
  known?: string;
  /** Whether the element that it is about stands before it (`about`): always, or sometimes. */
  about?: 'always' | 'maybe';
  /** Whether the profile that demands it may stand behind it (`demandedBy`). */
  ofProfile?: true;
}

const NOT_IN_VALUE_SET = 'is not in the value set {valueSet:url}, and a code is required from this value set';
const KNOWN_NOT_IN_VALUE_SET =
  'The code provided is not in the value set {valueSet}, and a code is required from this value set';

const BROKEN_CONSTRAINT = 'failed to satisfy constraint: {constraint:any}';

const OUT_OF_BOUNDS = 'the value {value} is below the least that is allowed, or above the most';

/**
 * Every sentence that an error of a line may be: texts are made of them and recognised by them. Where HealthLake's Developer Guide
 * has samples ("Troubleshooting import actions"), the sentences follow them, so that HealthLake's texts are recognised as well.
 */
const MESSAGES = {
  invalidJson: { template: 'Invalid JSON found in input file' },
  noId: { template: 'Missing required id field in resource json' },
  noResourceType: { template: 'Missing required resourceType field in resource json' },
  unsupportedType: { template: "Unsupported resource type '{type:any}'" },
  lineTooLong: { template: 'The line is longer than the 164 MB that one resource may have' },
  // What stands before `at` ends with a space: HealthLake leaves the value out where there is none.
  typeConstraint: {
    template: `{n:number} validation {errors:errors} detected: Value {value:values}at 'resourceType' ${BROKEN_CONSTRAINT}`,
    known: "Value {value} at 'resourceType' failed to satisfy constraint: {constraint}",
  },
  idConstraint: {
    template: `{n:number} validation {errors:errors} detected: Value {value:values}at 'resourceId' ${BROKEN_CONSTRAINT}`,
    known: "Value {value} at 'resourceId' failed to satisfy constraint: {constraint}",
  },
  unknownProperty: { template: 'Unrecognised property {property:property}' },
  tooFew: {
    template: 'minimum required = {n:number}, but only found {m:number}',
    about: 'maybe',
    ofProfile: true,
  },
  tooMany: { template: 'max allowed = {n:number}, but found {m:number}', about: 'maybe', ofProfile: true },
  noContent: { template: 'Element must have some content' },
  tooDeep: { template: 'Elements are nested more than {n:number} levels deep' },
  unknownType: { template: "Unknown resource type '{type:any}'" },
  duplicateProperty: { template: 'Duplicated property name: {property:property}' },
  notAnObject: { template: 'This property must be an Object, not {kind:json}' },
  notAnArray: { template: 'This property must be an Array, not {kind:json}' },
  notOne: { template: 'This property must not be an Array: max allowed = 1' },
  emptyArray: {
    template: 'Array cannot be empty - the property should not be present if it has no values',
  },
  wrongJsonType: {
    template: 'The property must be a JSON {jsonType:word} for type {type:word}, not {kind:json}',
    known: 'The property must be a JSON {type}, not {kind}',
  },
  noValue: { template: 'This property must not be null: it needs a value or an extension' },
  halfCharacter: { template: 'A text has half of a surrogate pair, which is no character' },
  tooDeepToRead: { template: 'The resource is nested too deeply' },
  fraction: { template: 'A number of type {type:word} has no fraction and no exponent, not even .0' },
  invalidValue: {
    template: 'Not a valid {type:word} ({rule:any}): {found:values}',
    known: 'Not a valid {type}: {value}',
  },
  invalidNarrative: { template: 'The narrative is not valid XHTML for FHIR: {fault:any}' },
  valueNotInSet: {
    template: `The value provided ({provided:values}) ${NOT_IN_VALUE_SET}`,
    known: KNOWN_NOT_IN_VALUE_SET,
    ofProfile: true,
  },
  codingNotInSet: {
    template: `The coding provided ({provided:values}) ${NOT_IN_VALUE_SET}`,
    known: KNOWN_NOT_IN_VALUE_SET,
    ofProfile: true,
  },
  codingsNotInSet: {
    template: `None of the codings provided ({provided:values}) ${NOT_IN_VALUE_SET}`,
    known: KNOWN_NOT_IN_VALUE_SET,
    ofProfile: true,
  },
  noCodeInSet: {
    template: `No code is provided, so it ${NOT_IN_VALUE_SET}`,
    known: KNOWN_NOT_IN_VALUE_SET,
    ofProfile: true,
  },
  notAReference: {
    template: 'The reference {reference:quote} is none: Type/id, Type?criteria, #id, a URL or a URN',
  },
  wrongTarget: {
    template: 'The reference is to {type:word}, but only {types:words} is allowed here',
    ofProfile: true,
  },
  wrongNamedTarget: {
    template: 'The type of the reference is {type:quote}, but only {types:words} is allowed here',
    ofProfile: true,
  },
  otherTargetNamed: {
    template: 'The reference is to {type:word}, but its type is given as {given:quote}',
    known: "The reference is to {type}, but its type is given as '{type}'",
  },
  duplicateId: { template: 'The id {id:quote} is that of another element of the resource, too' },
  brokenInvariant: { template: "Constraint failed: {key:key}: '{human:any}'", ofProfile: true },
  unknownProfile: {
    template: 'Profile reference {profile:claim} has not been checked because it is unknown',
  },
  profileWithoutSnapshot: {
    template:
      'Profile reference {profile:claim} has not been checked because it has a differential and no snapshot',
  },
  unknownProfileVersion: {
    template:
      'Profile reference {profile:claim} has not been checked because it is unknown: version {version:version} is meant, and {versions:any} loaded',
  },
  profileOfOtherType: {
    template: 'The profile {profile:claim} is of {type:word}, not of {found:word}',
    known: "The profile '{profile}' is of {type}, not of {type}",
  },
  typeNotAllowed: {
    template: 'the type {type:word} is not allowed here',
    about: 'always',
    ofProfile: true,
  },
  notFixedValue: { template: 'the value must be exactly {value:any}', about: 'always', ofProfile: true },
  notOfPattern: {
    template: 'the value must have what is in {pattern:any}',
    about: 'always',
    ofProfile: true,
  },
  belowLeast: {
    template: 'the value {value:quote} is below the least that is allowed, {bound:quote}',
    known: OUT_OF_BOUNDS,
    about: 'always',
    ofProfile: true,
  },
  aboveMost: {
    template: 'the value {value:quote} is above the most that is allowed, {bound:quote}',
    known: OUT_OF_BOUNDS,
    about: 'always',
    ofProfile: true,
  },
  textTooLong: {
    template: 'the text has {n:number} characters, and at most {m:number} are allowed',
    about: 'always',
    ofProfile: true,
  },
  inNoSlice: { template: 'this is in no slice, and the slicing is closed', about: 'always', ofProfile: true },
  noMatchingSlice: {
    template: "Slice '{slice:name}': a matching slice is required, but not found",
    ofProfile: true,
  },
  tooManyInSlice: {
    template: "Slice '{slice:name}': max allowed = {n:number}, but found {m:number}",
    ofProfile: true,
  },
} as const satisfies Record<string, Message>;

type MessageName = keyof typeof MESSAGES;

const PARTS = new Map(Object.entries(MESSAGES).map(([name, { template }]) => [name, partsOf(template)]));

/** The values of a message, by its holes; none for a sentence without holes. */
type Values<Hole extends string> = [Hole] extends [never] ? [] : [Readonly<Record<Hole, unknown>>];

/** The text of an error, with a value for each hole of its template. */
export const message = <Name extends MessageName>(
  name: Name,
  ...[values]: Values<HoleName<(typeof MESSAGES)[Name]['template']>>
): string => filled(PARTS.get(name) ?? [], values ?? {});

/** A message with the element that it is about. */
export const about = (element: string, text: string): string => `${element}: ${text}`;

/** A message with the profile that demands it, `url|version`. */
export const demandedBy = (profile: string, text: string): string => `${text} (from ${profile})`;

/** How `about` is recognised, also in HealthLake's longer form. */
const ABOUT = {
  always: '\\S+: ',
  maybe: "(?:Profile \\S+, Element ')?(?:(?<path>[\\w.[\\]:-]+)'?: )?",
} as const;
const DEMANDED_BY = '(?: \\(from \\S+\\))?';

/** What is known of a message, values aside. */
export interface KnownMessage {
  /** What of it may be shown; what stands for {braces} may not. */
  text: string;
  /** Matches its texts; the groups `path` and `element`, where it has them, say which element it is about. */
  pattern: RegExp;
}

/** Every message, in the order in which a text is to be compared with them. */
export const KNOWN_MESSAGES: readonly KnownMessage[] = Object.entries<Message>(MESSAGES).map(
  ([name, { known, about: element, ofProfile }]) => {
    const parts = PARTS.get(name) ?? [];
    const [before, behind] = [element ? ABOUT[element] : '', ofProfile ? DEMANDED_BY : ''];
    return {
      text: known ?? shown(parts),
      pattern: new RegExp(`^${before}${patternOf(parts)}${behind}$`, 'd'),
    };
  },
);

/**
 * A text that may be shown to everybody: `'...'` stands for each value of the data. Of a text that is none of the messages all is left out
 * from the first quote to the last.
 */
export function withoutValues(text: string): string {
  for (const { pattern } of KNOWN_MESSAGES) {
    const match = pattern.exec(text);
    if (match) return withoutValuesOf(match);
  }
  return hidden(text);
}
