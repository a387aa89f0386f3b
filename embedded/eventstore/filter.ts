import { createPattern } from './pattern.js';
import type { StoredEvent } from './stored-event.js';

export type FilterExpression = {
  readonly on: 'stream' | 'type';
  readonly regex: string;
  readonly prefixes: readonly string[];
};

export type Filter = {
  readonly matches: (event: StoredEvent) => boolean;
  /** A checkpoint is sent each time that so many events were looked at, matching or not. */
  readonly checkpointInterval: number;
};

/** Throws a SyntaxError if the regular expression is not one. */
export const createMatcher = ({
  on,
  regex,
  prefixes,
}: FilterExpression): ((event: StoredEvent) => boolean) => {
  const startsRight = (text: string): boolean => prefixes.some((prefix) => text.startsWith(prefix));
  const fits = regex === '' ? startsRight : createPattern(regex);
  return on === 'stream' ? (event) => fits(event.stream) : (event) => fits(event.type);
};
