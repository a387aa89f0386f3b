import { isRecord } from './codecs/struct.js';

type Data = Readonly<Record<string, unknown>>;

/** Makes the data of one version of an event that of the next. */
type Upcast = (data: Data) => Data;

/**
 * The events whose data has changed, each with the steps from its first version to the present one. What is stored is never
 * changed: it is read as if it had been written today. A step stays as it is for good; a further change is a further step.
 */
const chains: Readonly<Record<string, readonly Upcast[]>> = {
  // 2: the connection is always named. Before there were connections to choose from, there was the default one.
  EmailSent: [(data) => ({ connectionId: 'default', ...data })],
};

const chainOf = (type: string): readonly Upcast[] =>
  Object.hasOwn(chains, type) ? (chains[type] ?? []) : [];

/** The version in which an event of this type is written; counts from 1. */
export const eventVersionOf = (type: string): number => 1 + chainOf(type).length;

/** The data of an event as its present version has it; the same object where nothing has changed since. */
export const upcast = (type: string, version: number, data: unknown): unknown =>
  isRecord(data)
    ? chainOf(type)
        .slice(version - 1)
        .reduce<Data>((older, next) => next(older), data)
    : data;
