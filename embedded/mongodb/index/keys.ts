import { type Doc, field, isDoc, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';

/** One value for each field of an index; null for a missing field, undefined for an empty array. */
export type Key = readonly (Value | undefined)[];

interface Reached {
  readonly value: Value | undefined;
  readonly array?: readonly Value[];
  readonly rest: readonly string[];
}

const advance = (from: Value | undefined, path: readonly string[]): Reached => {
  let value = from;
  let at = 0;
  for (; at < path.length && isDoc(value); at++) value = field(value, path[at] ?? '');
  if (Array.isArray(value)) return { value, array: value, rest: path.slice(at) };
  return { value: at < path.length ? null : (value ?? null), rest: [] };
};

const settled = (value: Value | undefined): Reached => ({ value, rest: [] });

const position = /^(0|[1-9]\d*)$/;

const positionIn = (array: readonly Value[], part: string): Value | undefined =>
  position.test(part) && !array.some((element) => isDoc(element) && Object.hasOwn(element, part))
    ? array[Number(part)]
    : undefined;

const enter = (element: Value, rest: readonly string[]): Reached => {
  if (rest.length === 0) return settled(element);
  return isDoc(element) ? advance(element, rest) : settled(null);
};

const skipPositions = (reached: Reached): Reached => {
  const [head, ...rest] = reached.rest;
  const element = head === undefined || !reached.array ? undefined : positionIn(reached.array, head);
  return element === undefined ? reached : skipPositions(advance(element, rest));
};

const expand = (fields: readonly Reached[]): readonly Key[] => {
  const array = fields.find((each) => each.array !== undefined)?.array;
  if (array === undefined) return [fields.map((each) => each.value)];
  if (fields.some((each) => each.array !== undefined && each.array !== array)) {
    return refuse(171, 'cannot index parallel arrays');
  }
  if (array.length === 0) {
    return [
      fields.map((each) =>
        each.array === undefined ? each.value : each.rest.length === 0 ? undefined : null,
      ),
    ];
  }
  return array.flatMap((element) =>
    expand(fields.map((each) => (each.array === undefined ? each : enter(element, each.rest)))),
  );
};

/** Every key of a document for the given paths: one, or one for each element of an array on the way. */
export const keysOf = (doc: Doc, paths: readonly (readonly string[])[]): readonly Key[] =>
  expand(paths.map((path) => skipPositions(advance(doc, path))));
