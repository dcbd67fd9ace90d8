import { CODE_FORMS } from '../r4/code-forms.ts';
import type { ElementModel, ElementType, Model, TypeModel } from '../definitions/model.ts';
import { DEEPEST_ELEMENT } from '../definitions/model.ts';
import { INTEGERS, rulesOf } from '../r4/primitives.ts';

/**
 * Generates the fast pass: JavaScript that says whether a parsed resource keeps every rule of the model, one
 * function for each type with a `switch` over its members, no path, no message. It may say no to what is rare but
 * right (extensions in lists of primitives): explain.ts has the last word on everything that is not a plain yes.
 * The text is the body of a function of one argument, the `FastPassRuntime` (fast-pass.ts).
 */
export function generate(model: Model): string {
  const parts = new Parts(model);
  const functions = Object.entries(model.types).map(([name, type]) => typeFunction(parts, name, type));
  const resources = Object.entries(model.types)
    .filter(([, { isResource }]) => isResource)
    .map(([name]) => `[${JSON.stringify(name)},${parts.function(name)}]`);
  return [
    `'use strict';`,
    `const {primitives:P,form:F,concept:C,quantity:Q,target:T}=runtime;`,
    // The keys of all objects, those that refer to nothing yet, and the numbers that may have no fraction.
    `let keys=0,conditional=0,integers=0,to='';`,
    // What references are checked by: the resource that they are in, or that contains it, and its Bundle.
    `let container,bundle;`,
    ...parts.declarations(),
    ...functions,
    `const R=new Map([${resources.join(',')}]);`,
    `function contained(o,d){if(typeof o!=='object'||o===null)return false;const f=R.get(o.resourceType);return f!==undefined&&f(o,d)}`,
    `function resource(o,d){const c=container,b=bundle;container=o;if(o?.resourceType==='Bundle')bundle=o;const r=contained(o,d);container=c;bundle=b;return r}`,
    `return{check(o){keys=conditional=integers=0;container=bundle=undefined;const r=resource(o,0);container=bundle=undefined;return r},keys:()=>keys,conditional:()=>conditional,integers:()=>integers}`,
  ].join('\n');
}

/** Names the parts of the generated text, each declared once. */
class Parts {
  readonly #functions: ReadonlyMap<string, string>;
  readonly #constants = new Map<string, string>();
  readonly #lists = new Map<string, string>();
  readonly #model: Model;

  constructor(model: Model) {
    this.#model = model;
    this.#functions = new Map(Object.keys(model.types).map((name, index) => [name, `t${index}`]));
  }

  /** The function that checks a type. */
  function(type: string): string {
    if (type === 'Resource') return 'resource';
    const name = this.#functions.get(type);
    if (name === undefined) throw new Error(`The definitions have no type ${type}.`);
    return name;
  }

  primitive(type: string): string {
    return this.#constant(`P[${JSON.stringify(type)}]`);
  }

  /** The check of codes by their form. */
  form(valueSet: string): string {
    return this.#constant(`F(${JSON.stringify(valueSet)})`);
  }

  set(values: readonly string[]): string {
    return this.#constant(`new Set(${JSON.stringify(values)})`);
  }

  codes(valueSet: string): string[] {
    return Object.values(this.#model.valueSets[valueSet] ?? {}).flat();
  }

  /** `system|code` for every code of a value set. */
  codings(valueSet: string): string[] {
    return Object.entries(this.#model.valueSets[valueSet] ?? {}).flatMap(([system, codes]) =>
      codes.map((code) => `${system}|${code}`),
    );
  }

  /** A function that checks a list, each of whose items keeps `item`, an expression over v and d. */
  list(item: string): string {
    const known = this.#lists.get(item);
    if (known !== undefined) return known;
    const name = `l${this.#lists.size}`;
    this.#lists.set(item, name);
    return name;
  }

  #constant(expression: string): string {
    const known = this.#constants.get(expression);
    if (known !== undefined) return known;
    const name = `c${this.#constants.size}`;
    this.#constants.set(expression, name);
    return name;
  }

  declarations(): string[] {
    const lists = [...this.#lists].map(
      ([item, name]) =>
        `function ${name}(a,d){if(!Array.isArray(a)||a.length===0)return false;for(let i=0;i<a.length;i++){const v=a[i];if(!(${item}))return false}return true}`,
    );
    return [...[...this.#constants].map(([expression, name]) => `const ${name}=${expression};`), ...lists];
  }
}

function typeFunction(parts: Parts, name: string, { isResource, elements }: TypeModel): string {
  let required = 0;
  let choices = 0;
  const cases = elements.flatMap((element) => {
    let mark = '';
    if (element.min > 0) mark += `m|=${1 << required++};`;
    if (element.types.length > 1) {
      const bit = 1 << choices++;
      mark += `if(c&${bit})return false;c|=${bit};`;
    }
    return element.types.flatMap((type) => elementCases(parts, name, element, type, mark));
  });
  if (required > 31 || choices > 31) throw new Error(`${name} has more required elements than bits.`);
  const isComplete = required > 0 ? `m===${2 ** required - 1}` : 'true';
  return [
    `function ${parts.function(name)}(o,d){`,
    `if(d>${DEEPEST_ELEMENT})return false;d++;let n=0,m=0,c=0,x=0${name === 'Reference' ? `,r='',y=''` : ''};`,
    `for(const k in o){n++;const v=o[k];switch(k){`,
    isResource ? `case'resourceType':break;` : '',
    ...cases,
    `default:return false}}`,
    `keys+=n;${name === 'Reference' ? NAMED : ''}return n>x&&${isComplete}}`,
  ].join('');
}

function elementCases(
  parts: Parts,
  typeName: string,
  { isList, types }: ElementModel,
  type: ElementType,
  mark: string,
): string[] {
  const item = itemCheck(parts, type);
  const check = isList ? `${parts.list(item)}(v,d)` : item;
  const also = typeName === 'Reference' ? (OF_REFERENCES[type.property] ?? '') : '';
  // An element of nothing but an id is empty.
  const isId = type.property === 'id' ? 'x=1;' : '';
  const cases = [
    `case${JSON.stringify(type.property)}:if(!(${check}))return false;${also}${isId}${mark}break;`,
  ];
  // Extensions of primitives; in lists and choices they are rare and intricate.
  if (type.isPrimitive && !isList && types.length === 1)
    cases.push(
      `case${JSON.stringify(`_${type.property}`)}:if(!${parts.function('Element')}(v,d))return false;${mark}break;`,
    );
  return cases;
}

/** What is remembered of a Reference, by its member. */
const OF_REFERENCES: Readonly<Record<string, string | undefined>> = {
  reference: `r=T(v,R,container,bundle);if(r===undefined)return false;if(r.charCodeAt(0)===63){r=r.slice(1);conditional++}`,
  type: `y=v;`,
};

/** A type that is named is one of R4's, and that of the reference. */
const NAMED = `if(y!==''&&(!R.has(y)||r!==''&&r!==y))return false;to=r===''?y:r;`;

/** An expression over the value v and the depth d that is true when v is right. */
function itemCheck(parts: Parts, { property, type, isPrimitive, targets, valueSet }: ElementType): string {
  if (isPrimitive) {
    if (valueSet !== undefined)
      return CODE_FORMS[valueSet]
        ? `${parts.form(valueSet)}(v)`
        : `${parts.set(parts.codes(valueSet))}.has(v)`;
    const check = `${parts.primitive(rulesOf({ property, type }))}(v)`;
    return INTEGERS.has(type) ? `(integers++,${check})` : check;
  }
  const check = `${type === 'Resource' && property === 'contained' ? 'contained' : parts.function(type)}(v,d)`;
  if (targets) return `${check}&&(to===''||${parts.set(targets)}.has(to))`;
  if (valueSet === undefined) return check;
  const codings = parts.set(parts.codings(valueSet));
  return `${check}&&${type === 'Quantity' ? 'Q' : 'C'}(v,${codings})`;
}
