/** A line as a terminal may show it. S3 keys are other people's texts: nothing in them may steer the terminal or begin a line. */
export const printable = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '\uFFFD');

/** The same of a text of several lines, which are Inlet's own. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');
