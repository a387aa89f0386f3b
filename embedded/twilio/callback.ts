import * as t from 'io-ts';

const Method = t.keyof({ GET: null, POST: null });

/** A request that is to tell an application something. */
export const Callback = t.readonly(
  t.type({ url: t.string, method: Method, params: t.record(t.string, t.string) }),
);
export type Callback = t.TypeOf<typeof Callback>;

/** What came of a callback that belongs to the message or call `sid`: the last answer, or why there was none. */
export const CallbackRecord = t.readonly(
  t.type({
    sid: t.string,
    receivedAt: t.string,
    url: t.string,
    method: Method,
    params: t.record(t.string, t.string),
    attempts: t.number,
    status: t.union([t.number, t.null]),
    error: t.union([t.string, t.null]),
  }),
);
export type CallbackRecord = t.TypeOf<typeof CallbackRecord>;
