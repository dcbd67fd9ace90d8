/** What resolves a reference to nothing: no type is known of it. */
export const UNSAID = -1;

/** Where a resource's part of the lists begins. */
export interface Mark {
  waiting: number;
  named: number;
}

/** More names than these are looked up in a map, made once. */
const SHORT = 8;

/** Numbers of a reference that waits, and of a resource that has a name. */
const WAITING = { start: 0, end: 1, said: 2, type: 3, targets: 4, fields: 5 } as const;
const NAMED = { start: 0, end: 1, type: 2, fields: 3 } as const;

/** Whether a reference that names a type may be where the types it may be to are limited. */
export type FitsTarget = (type: number, targets: number) => boolean;

/**
 * References to resources that stand on the same line, by the name they have there: contained ones by id, entries of a Bundle by
 * fullUrl. They wait for the end of what holds those, since a resource may stand behind a reference to it.
 */
export class OnLine {
  readonly #waiting: number[] = [];
  #waitingCount = 0;
  readonly #named: number[] = [];
  #namedCount = 0;

  clear(): void {
    this.#waitingCount = 0;
    this.#namedCount = 0;
  }

  mark(): Mark {
    return { waiting: this.#waitingCount, named: this.#namedCount };
  }

  /** Takes a resource by where its name lies. */
  name(start: number, end: number, type: number): void {
    const at = this.#namedCount++ * NAMED.fields;
    this.#named[at + NAMED.start] = start;
    this.#named[at + NAMED.end] = end;
    this.#named[at + NAMED.type] = type;
  }

  /**
   * Takes a reference by where the name lies that it is to.
   * @param said the type that its text says
   * @param type the type that it names beside it
   * @returns its number, for `limit`
   */
  wait(start: number, end: number, said: number, type: number): number {
    const at = this.#waitingCount * WAITING.fields;
    this.#waiting[at + WAITING.start] = start;
    this.#waiting[at + WAITING.end] = end;
    this.#waiting[at + WAITING.said] = said;
    this.#waiting[at + WAITING.type] = type;
    this.#waiting[at + WAITING.targets] = -1;
    return this.#waitingCount++;
  }

  /** Says to which set of types a reference that waits may be. */
  limit(number: number, targets: number): void {
    this.#waiting[number * WAITING.fields + WAITING.targets] = targets;
  }

  /**
   * Judges what waits since a mark, and goes back to it.
   * @param container the type of the resource that an empty name is of
   */
  settle({ waiting, named }: Mark, bytes: Uint8Array, container: number, fits: FitsTarget): boolean {
    const find = this.#finder(bytes, named);
    for (let number = waiting; number < this.#waitingCount; number++) {
      const at = number * WAITING.fields;
      const start = this.#waiting[at + WAITING.start] ?? 0;
      const end = this.#waiting[at + WAITING.end] ?? 0;
      const found = start === end ? container : find(start, end);
      const to = found === UNSAID ? (this.#waiting[at + WAITING.said] ?? UNSAID) : found;
      const type = this.#waiting[at + WAITING.type] ?? UNSAID;
      if (to !== UNSAID && type !== UNSAID && to !== type) return false;
      const known = to === UNSAID ? type : to;
      const targets = this.#waiting[at + WAITING.targets] ?? -1;
      if (targets >= 0 && known !== UNSAID && !fits(known, targets)) return false;
    }
    this.#waitingCount = waiting;
    this.#namedCount = named;
    return true;
  }

  /** Finds the type of the first resource of a name. */
  #finder(bytes: Uint8Array, from: number): (start: number, end: number) => number {
    if (this.#namedCount - from <= SHORT) return (start, end) => this.#look(bytes, from, start, end);
    let types: Map<string, number> | undefined;
    const text = (start: number, end: number): string =>
      Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
    return (start, end) => {
      types ??= new Map(
        Array.from({ length: this.#namedCount - from }, (_, index): [string, number] => {
          const at = (this.#namedCount - 1 - index) * NAMED.fields;
          const name = text(this.#named[at + NAMED.start] ?? 0, this.#named[at + NAMED.end] ?? 0);
          return [name, this.#named[at + NAMED.type] ?? UNSAID];
        }),
      );
      return types.get(text(start, end)) ?? UNSAID;
    };
  }

  #look(bytes: Uint8Array, from: number, start: number, end: number): number {
    for (let at = from * NAMED.fields; at < this.#namedCount * NAMED.fields; at += NAMED.fields) {
      const name = this.#named[at + NAMED.start] ?? 0;
      if ((this.#named[at + NAMED.end] ?? 0) - name !== end - start) continue;
      let same = 0;
      while (same < end - start && bytes[name + same] === bytes[start + same]) same++;
      if (same === end - start) return this.#named[at + NAMED.type] ?? UNSAID;
    }
    return UNSAID;
  }
}
