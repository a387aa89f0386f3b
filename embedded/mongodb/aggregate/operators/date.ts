import { Long, ObjectId, Timestamp } from 'bson';
import { asNumber, isDoc, typeName, type Value } from '../../bson/value.js';
import { refuse, unsupported } from '../../errors.js';
import { type Evaluate, isNothing, type Special, wrongType } from '../evaluate.js';
import { namedArguments } from '../named-arguments.js';
import { addUnits, boundariesBetween, startOfUnit } from './date-units.js';

export const dateFor = (operator: string, value: Value | undefined): Date => {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.t * 1000);
  return wrongType(operator, 'dates', typeName(value));
};

const refuseZone = (operator: string, zone: Value | undefined): void => {
  if (zone !== undefined && zone !== 'UTC' && zone !== 'GMT')
    unsupported(`a timezone other than UTC in ${operator}`);
};

const dayOfYear = (date: Date): number =>
  1 +
  (Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) -
    Date.UTC(date.getUTCFullYear(), 0, 1)) /
    86_400_000;

const parts: Readonly<Record<string, (date: Date) => number>> = {
  $year: (date) => date.getUTCFullYear(),
  $month: (date) => date.getUTCMonth() + 1,
  $dayOfMonth: (date) => date.getUTCDate(),
  $dayOfWeek: (date) => date.getUTCDay() + 1,
  $isoDayOfWeek: (date) => date.getUTCDay() || 7,
  $dayOfYear: dayOfYear,
  $hour: (date) => date.getUTCHours(),
  $minute: (date) => date.getUTCMinutes(),
  $second: (date) => date.getUTCSeconds(),
  $millisecond: (date) => date.getUTCMilliseconds(),
};

const partOf =
  (operator: string, read: (date: Date) => number): Special =>
  (operand, compile) => {
    const list = Array.isArray(operand) ? (operand[0] ?? null) : operand;
    const named =
      isDoc(list) && Object.hasOwn(list, 'date')
        ? namedArguments(operator, list, ['date'], ['timezone'])
        : undefined;
    refuseZone(operator, named?.['timezone']);
    const date = compile(named?.['date'] ?? list);
    return (scope) => {
      const value = date(scope);
      return isNothing(value) ? null : read(dateFor(operator, value));
    };
  };

const padded = (value: number, width: number): string => String(value).padStart(width, '0');

const formats: Readonly<Record<string, (date: Date) => string>> = {
  Y: (date) => padded(date.getUTCFullYear(), 4),
  m: (date) => padded(date.getUTCMonth() + 1, 2),
  d: (date) => padded(date.getUTCDate(), 2),
  H: (date) => padded(date.getUTCHours(), 2),
  M: (date) => padded(date.getUTCMinutes(), 2),
  S: (date) => padded(date.getUTCSeconds(), 2),
  L: (date) => padded(date.getUTCMilliseconds(), 3),
  j: (date) => padded(dayOfYear(date), 3),
  u: (date) => String(date.getUTCDay() || 7),
  w: (date) => String(date.getUTCDay() + 1),
  z: () => '+0000',
  Z: () => '0',
  '%': () => '%',
};

const format = (date: Date, pattern: string): string =>
  pattern.replace(/%(.)/g, (_, letter: string) =>
    (formats[letter] ?? unsupported(`the format specifier %${letter} in $dateToString`))(date),
  );

const dateToString: Special = (operand, compile) => {
  const named = namedArguments('$dateToString', operand, ['date'], ['format', 'timezone', 'onNull']);
  refuseZone('$dateToString', named['timezone']);
  const date = compile(named['date'] ?? null);
  const pattern = compile(named['format'] ?? '%Y-%m-%dT%H:%M:%S.%LZ');
  const onNull = compile(named['onNull'] ?? null);
  return (scope) => {
    const value = date(scope);
    const text = pattern(scope);
    if (isNothing(value)) return onNull(scope);
    return typeof text === 'string'
      ? format(dateFor('$dateToString', value), text)
      : refuse(18533, '$dateToString requires that format be a string');
  };
};

const unitIn = (operator: string, value: Value | undefined): string =>
  typeof value === 'string' ? value : refuse(5439013, `${operator} requires 'unit' to be a string`);

const shift =
  (operator: string, sign: 1 | -1): Special =>
  (operand, compile) => {
    const named = namedArguments(operator, operand, ['startDate', 'unit', 'amount'], ['timezone']);
    refuseZone(operator, named['timezone']);
    const [start, unit, amount] = ['startDate', 'unit', 'amount'].map(
      (name): Evaluate => compile(named[name] ?? null),
    );
    return (scope) => {
      const date = start?.(scope);
      const count = amount?.(scope);
      if (isNothing(date) || isNothing(count)) return null;
      const units = asNumber(count) ?? Number.NaN;
      if (!Number.isInteger(units))
        return refuse(5166405, `${operator} expects integer amount of time units`);
      return addUnits(dateFor(operator, date), unitIn(operator, unit?.(scope)), sign * units);
    };
  };

const dateTrunc: Special = (operand, compile) => {
  const named = namedArguments('$dateTrunc', operand, ['date', 'unit'], ['timezone', 'startOfWeek']);
  refuseZone('$dateTrunc', named['timezone']);
  const date = compile(named['date'] ?? null);
  const unit = compile(named['unit'] ?? null);
  const week = compile(named['startOfWeek'] ?? 'sunday');
  return (scope) => {
    const value = date(scope);
    return isNothing(value)
      ? null
      : startOfUnit(dateFor('$dateTrunc', value), unitIn('$dateTrunc', unit(scope)), String(week(scope)));
  };
};

const dateDiff: Special = (operand, compile) => {
  const named = namedArguments(
    '$dateDiff',
    operand,
    ['startDate', 'endDate', 'unit'],
    ['timezone', 'startOfWeek'],
  );
  refuseZone('$dateDiff', named['timezone']);
  const [start, end, unit] = ['startDate', 'endDate', 'unit'].map(
    (name): Evaluate => compile(named[name] ?? null),
  );
  const week = compile(named['startOfWeek'] ?? 'sunday');
  return (scope) => {
    const from = start?.(scope);
    const to = end?.(scope);
    if (isNothing(from) || isNothing(to)) return null;
    const dates = { from: dateFor('$dateDiff', from), to: dateFor('$dateDiff', to) };
    return Long.fromNumber(boundariesBetween(dates, unitIn('$dateDiff', unit?.(scope)), String(week(scope))));
  };
};

export const dateExpressions: Readonly<Record<string, Special>> = {
  ...Object.fromEntries(Object.entries(parts).map(([name, read]) => [name, partOf(name, read)])),
  $dateToString: dateToString,
  $dateAdd: shift('$dateAdd', 1),
  $dateSubtract: shift('$dateSubtract', -1),
  $dateTrunc: dateTrunc,
  $dateDiff: dateDiff,
};
