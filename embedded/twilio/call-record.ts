import * as t from 'io-ts';

const orNull = <C extends t.Mixed>(codec: C) => t.union([codec, t.null]);

const DialStatus = t.keyof({ completed: null, busy: null, 'no-answer': null, failed: null });
export type DialStatus = t.TypeOf<typeof DialStatus>;

/** One thing that happened on the line. */
const Heard = t.union([
  t.type({
    verb: t.literal('say'),
    text: t.string,
    voice: orNull(t.string),
    language: orNull(t.string),
    /** 0: over and over, until the call ends. */
    loop: t.number,
    seconds: t.number,
  }),
  t.type({ verb: t.literal('pause'), seconds: t.number }),
  t.type({ verb: t.literal('dial'), number: t.string, status: DialStatus, seconds: t.number }),
  t.type({ verb: t.literal('hang-up'), seconds: t.number }),
]);
export type Heard = t.TypeOf<typeof Heard>;

const Method = t.keyof({ GET: null, POST: null });
const CallEvent = t.keyof({ initiated: null, ringing: null, answered: null, completed: null });
export type CallEvent = t.TypeOf<typeof CallEvent>;

/** A call that was asked for, with all that came of it. */
export const CallRecord = t.readonly(
  t.type({
    sid: t.string,
    receivedAt: t.string,
    from: t.string,
    to: t.string,
    twiml: t.string,
    status: DialStatus,
    answeredBy: orNull(t.string),
    ringSeconds: t.number,
    /** From the answer to the end; none without an answer. */
    duration: orNull(t.number),
    transcript: t.array(Heard),
    errors: t.array(t.type({ code: t.number, message: t.string })),
    statusCallback: orNull(t.type({ url: t.string, method: Method, events: t.array(CallEvent) })),
    recordingSid: orNull(t.string),
    recordingCallback: orNull(t.type({ url: t.string, method: Method })),
  }),
);
export type CallRecord = t.TypeOf<typeof CallRecord>;
