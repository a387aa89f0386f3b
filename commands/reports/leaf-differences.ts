import type { Json } from '../../domain/codecs/json.js';
import type { Explanation } from '../../domain/run/evaluation.js';
import { sameJson } from '../../domain/same-json.js';

/** Something that an explanation says otherwise: `at` is the place of the condition, empty for the whole. */
export interface Difference {
  readonly at: string;
  readonly what: 'type' | 'holds' | 'found' | 'conditions';
  readonly was: Json;
  readonly is: Json;
}

const inside = (at: string, index: number): string => `${at}${at === '' ? '' : '.'}of[${index}]`;

/** Where two explanations differ, condition by condition. The sentences are left out: words may be improved. */
export const leafDifferences = (was: Explanation, is: Explanation, at = ''): readonly Difference[] => {
  if (was.type !== is.type) return [{ at, what: 'type', was: was.type, is: is.type }];
  const [before, now] = [was.of ?? [], is.of ?? []];
  if (before.length !== now.length) return [{ at, what: 'conditions', was: before.length, is: now.length }];
  const own: readonly Difference[] = [
    ...(was.holds === is.holds ? [] : [{ at, what: 'holds' as const, was: was.holds, is: is.holds }]),
    ...(sameJson(was.found, is.found)
      ? []
      : [{ at, what: 'found' as const, was: was.found ?? null, is: is.found ?? null }]),
  ];
  const below = before.flatMap((one, index) => {
    const other = now[index];
    return other === undefined ? [] : leafDifferences(one, other, inside(at, index));
  });
  return [...own, ...below];
};
