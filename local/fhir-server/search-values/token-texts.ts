/** What people see of a code: the text of a CodeableConcept, the display of a Coding, the text of an Identifier's type. */
export function tokenTextsAt(element: unknown): string[] {
  if (typeof element !== 'object' || element === null) return [];
  const { text, display, coding, type } = element as Readonly<Record<string, unknown>>;
  const own = [text, display].filter((each) => typeof each === 'string');
  return [...own, ...(Array.isArray(coding) ? coding.flatMap(tokenTextsAt) : []), ...tokenTextsAt(type)];
}
