import { asNumber, cloneDoc, type Doc, isDoc, isTruthy, setField, type Value } from '../../bson/value.js';
import { refuse } from '../../errors.js';
import { matches } from '../../query/match.js';
import { parseFilter } from '../../query/parse.js';
import { plainValue } from '../../query/paths.js';
import { parseSort, sortBy } from '../../query/sort.js';
import { writePath } from '../../update/write-path.js';
import { namedArguments } from '../named-arguments.js';
import type { StageParser } from '../stage.js';
import { group } from './group.js';

const countFor = (name: string, operand: Value, least: number): number => {
  const number = asNumber(operand);
  if (number === undefined || !Number.isInteger(number))
    return refuse(2107201, `invalid argument to ${name} stage: Expected an integer`);
  return number < least
    ? refuse(
        least === 1 ? 15958 : 5107200,
        `invalid argument to ${name} stage: the value must be at least ${least}`,
      )
    : number;
};

const match: StageParser = (operand) => {
  if (!isDoc(operand)) return refuse(15959, 'the match filter must be an expression in an object');
  const filter = parseFilter(operand);
  return function* (docs) {
    for (const doc of docs) if (matches(filter, doc)) yield doc;
  };
};

const sort: StageParser = (operand) => {
  if (!isDoc(operand) || Object.keys(operand).length === 0)
    return refuse(15976, '$sort stage must have at least one sort key');
  const fields = parseSort(operand);
  return (docs) => sortBy([...docs], (doc) => doc, fields);
};

const limit: StageParser = (operand) => {
  const most = countFor('$limit', operand, 1);
  return function* (docs) {
    let given = 0;
    for (const doc of docs) {
      yield doc;
      if (++given >= most) return;
    }
  };
};

const skip: StageParser = (operand) => {
  const count = countFor('$skip', operand, 0);
  return function* (docs) {
    let at = 0;
    for (const doc of docs) if (at++ >= count) yield doc;
  };
};

const count: StageParser = (operand) => {
  if (typeof operand !== 'string' || operand === '' || operand.startsWith('$') || operand.includes('.')) {
    return refuse(40158, 'the count field must be a non-empty string without $ or .');
  }
  return function* (docs) {
    let found = 0;
    for (const _ of docs) found++;
    if (found > 0) yield setOne(operand, found);
  };
};

const setOne = (name: string, value: Value): Doc => {
  const doc: Doc = {};
  setField(doc, name, value);
  return doc;
};

const unwind: StageParser = (operand) => {
  const named: Doc =
    typeof operand === 'string'
      ? { path: operand }
      : namedArguments('$unwind', operand, ['path'], ['includeArrayIndex', 'preserveNullAndEmptyArrays']);
  const { path, includeArrayIndex: indexName } = named;
  if (typeof path !== 'string' || !path.startsWith('$'))
    return refuse(28818, "path option to $unwind stage should be prefixed with a '$'");
  if (indexName !== undefined && typeof indexName !== 'string')
    return refuse(28810, 'expected a non-empty string for the includeArrayIndex option to $unwind');
  const parts = path.slice(1).split('.');
  const keeps = isTruthy(named['preserveNullAndEmptyArrays']);
  const changed = (doc: Doc, value: Value | undefined, at: number | null): Doc => {
    const copy = cloneDoc(doc);
    writePath(copy, parts, value !== undefined, () => value);
    if (indexName !== undefined) writePath(copy, indexName.split('.'), true, () => at);
    return copy;
  };
  return function* (docs) {
    for (const doc of docs) {
      const value = plainValue(doc, parts);
      if (Array.isArray(value) && value.length > 0) {
        for (const [at, element] of value.entries()) yield changed(doc, element, at);
      } else if (Array.isArray(value)) {
        if (keeps) yield changed(doc, undefined, null);
      } else if (value !== undefined && value !== null) yield changed(doc, value, null);
      else if (keeps) yield changed(doc, value, null);
    }
  };
};

const sortByCount: StageParser = (operand) => {
  const grouped = group({ _id: operand, count: { $sum: 1 } });
  const sorted = sort({ count: -1 });
  return (docs) => sorted(grouped(docs));
};

export const flowStages: Readonly<Record<string, StageParser>> = {
  $match: match,
  $sort: sort,
  $limit: limit,
  $skip: skip,
  $count: count,
  $unwind: unwind,
  $group: group,
  $sortByCount: sortByCount,
};
