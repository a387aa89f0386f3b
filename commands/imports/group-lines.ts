import type { LeadLine } from './read-line.js';

const keysOf = ({ ids: { externalId, email } }: LeadLine): readonly string[] => [
  ...(externalId === undefined ? [] : [`external ${externalId}`]),
  ...(email === undefined ? [] : [`email ${email.toLowerCase()}`]),
];

/**
 * Puts together the lines that share an id, also by way of other lines: those are done in their order, and the groups
 * side by side.
 */
export const groupLines = (lines: readonly LeadLine[]): readonly (readonly LeadLine[])[] => {
  const groups = new Map<string, readonly LeadLine[]>();
  for (const line of lines) {
    const met = new Set<readonly LeadLine[]>();
    for (const key of keysOf(line)) {
      const group = groups.get(key);
      if (group !== undefined) met.add(group);
    }
    const joined = [...[...met].flat(), line].sort((left, right) => left.line - right.line);
    for (const key of joined.flatMap(keysOf)) groups.set(key, joined);
  }
  return [...new Set(groups.values())];
};
