import type { JSX } from 'preact';

/** A sentence in which commands stand between backticks. */
export const Sentence = ({ text }: { text: string }): JSX.Element => (
  <>{text.split(/`([^`]+)`/).map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part))}</>
);
