import * as t from 'io-ts';

/** A text message, sent through the API or received from a phone, with what came of it. */
export const MessageRecord = t.readonly(
  t.type({
    sid: t.string,
    receivedAt: t.string,
    direction: t.keyof({ 'outbound-api': null, inbound: null }),
    from: t.string,
    to: t.string,
    body: t.string,
    segments: t.number,
    status: t.keyof({ delivered: null, undelivered: null, failed: null, received: null }),
    errorCode: t.union([t.number, t.null]),
    statusCallback: t.union([t.string, t.null]),
    optOutType: t.union([t.keyof({ STOP: null, START: null, HELP: null }), t.null]),
  }),
);
export type MessageRecord = t.TypeOf<typeof MessageRecord>;
