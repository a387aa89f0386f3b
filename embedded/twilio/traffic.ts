import type { CallRecord } from './call-record.js';
import type { CallbackRecord } from './callback.js';
import type { Exchange } from './exchange.js';
import type { MessageRecord } from './message-record.js';

type Told = { readonly callbacks: readonly CallbackRecord[] };

const bySid = (callbacks: readonly CallbackRecord[]): ReadonlyMap<string, readonly CallbackRecord[]> => {
  const groups = new Map<string, CallbackRecord[]>();
  for (const callback of callbacks) {
    const group = groups.get(callback.sid);
    if (group === undefined) groups.set(callback.sid, [callback]);
    else group.push(callback);
  }
  return groups;
};

const withCallbacks = <A extends { readonly sid: string }>(
  records: readonly A[],
  callbacks: readonly CallbackRecord[],
): readonly (A & Told)[] => {
  const groups = bySid(callbacks);
  return records.map((record) => ({ ...record, callbacks: groups.get(record.sid) ?? [] }));
};

/** The messages, oldest first, each with the callbacks that were sent of it. */
export const messageTraffic = ({ messages, sent }: Exchange): readonly (MessageRecord & Told)[] =>
  withCallbacks(messages.all(), sent.all());

/** The calls, oldest first, each with the callbacks that were sent of it. */
export const callTraffic = ({ calls, sent }: Exchange): readonly (CallRecord & Told)[] =>
  withCallbacks(calls.all(), sent.all());
