import { asNumber, type Doc, isDoc, setField, type Value } from '../../bson/value.js';
import { refuse } from '../../errors.js';
import { matches } from '../../query/match.js';
import { parseFilter } from '../../query/parse.js';
import { parseSort, sortBy } from '../../query/sort.js';
import type { StageParser } from '../stage.js';
import { group } from './group.js';
import { unwind } from './unwind.js';

/** The whole number from 0 on that `$limit` or `$skip` takes. */
const countFor = (code: number, name: string, operand: Value): number => {
  const number = asNumber(operand);
  if (number === undefined || !Number.isInteger(number))
    return refuse(code, `invalid argument to ${name} stage: Expected an integer in: ${name}`);
  return number < 0
    ? refuse(code, `invalid argument to ${name} stage: Expected a non-negative number in: ${name}: ${number}`)
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
  if (!isDoc(operand)) return refuse(15973, 'the $sort key specification must be an object');
  if (Object.keys(operand).length === 0) return refuse(15976, '$sort stage must have at least one sort key');
  const fields = parseSort(operand);
  return (docs) => sortBy([...docs], (doc) => doc, fields);
};

const limit: StageParser = (operand) => {
  const most = countFor(5107201, '$limit', operand);
  if (most === 0) return refuse(15958, 'the limit must be positive');
  return function* (docs) {
    let given = 0;
    for (const doc of docs) {
      yield doc;
      if (++given >= most) return;
    }
  };
};

const skip: StageParser = (operand) => {
  const count = countFor(5107200, '$skip', operand);
  return function* (docs) {
    let at = 0;
    for (const doc of docs) if (at++ >= count) yield doc;
  };
};

const countName = (operand: Value): string => {
  if (typeof operand !== 'string') return refuse(40156, 'the count field must be a non-empty string');
  if (operand === '') return refuse(40157, 'the count field must be a non-empty string');
  if (operand.startsWith('$')) return refuse(40158, 'the count field cannot be a $-prefixed path');
  if (operand.includes('\0')) return refuse(40159, 'the count field cannot contain a null byte');
  return operand.includes('.') ? refuse(40160, "the count field cannot contain '.'") : operand;
};

const count: StageParser = (operand) => {
  const name = countName(operand);
  return function* (docs) {
    let found = 0;
    for (const _ of docs) found++;
    if (found > 0) yield setOne(name, found);
  };
};

const setOne = (name: string, value: Value): Doc => {
  const doc: Doc = {};
  setField(doc, name, value);
  return doc;
};

const checkSortByCount = (operand: Value): void => {
  if (isDoc(operand) && !Object.keys(operand)[0]?.startsWith('$'))
    refuse(40147, 'the sortByCount field must be defined as a $-prefixed path or an expression in an object');
  if (typeof operand === 'string' && !operand.startsWith('$'))
    refuse(40148, 'the sortByCount field must be defined as a $-prefixed path or an expression in an object');
  if (!isDoc(operand) && typeof operand !== 'string')
    refuse(40149, 'the sortByCount field must be specified as a string or as an object');
};

const sortByCount: StageParser = (operand) => {
  checkSortByCount(operand);
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
