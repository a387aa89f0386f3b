/** What somebody who writes a single word wants, as carriers understand it. */
export type Wish = 'stop' | 'start';

const stop: ReadonlySet<string> = new Set([
  'STOP',
  'STOPALL',
  'UNSUBSCRIBE',
  'CANCEL',
  'END',
  'QUIT',
  'REVOKE',
  'OPTOUT',
]);
const start: ReadonlySet<string> = new Set(['START', 'UNSTOP']);

export interface Wishful {
  readonly text: string;
  /** What the provider takes the text for, where it was told words of its own. */
  readonly optOutType?: string;
  /** Whether the number has been written to no more since it said so. */
  readonly hasOptedOut: boolean;
}

/** Whether a text asks for no more texts, or for texts again; most ask for neither. */
export const wishOf = ({ text, optOutType, hasOptedOut }: Wishful): Wish | undefined => {
  const word = (optOutType ?? text).trim().toUpperCase();
  if (stop.has(word)) return 'stop';
  // From somebody who gets texts, YES answers a question.
  return start.has(word) || (word === 'YES' && hasOptedOut) ? 'start' : undefined;
};
