import type { Storage } from './storage.js';
import type { StoredEvent } from './stored-event.js';
import type { Streams } from './streams.js';

/** Without `event` the link points at something that is not there any more. */
export type ResolvedEvent = { readonly event?: StoredEvent; readonly link?: StoredEvent };

const linkType = '$>';

const targetOf = (
  { storage, streams }: { storage: Storage; streams: Streams },
  link: StoredEvent,
): StoredEvent | undefined => {
  const [, revision, stream] = /^(\d+)@(.+)$/s.exec(Buffer.from(link.data).toString('utf8')) ?? [];
  const streamId = stream === undefined ? undefined : streams.idOf(stream);
  return streamId === undefined ? undefined : storage.eventAt(streamId, Number(revision));
};

/** A link event says `<revision>@<stream>`; whoever asks for it is shown what it points at. */
export const resolveLink = (
  log: { storage: Storage; streams: Streams },
  event: StoredEvent,
): ResolvedEvent => {
  if (event.type !== linkType) return { event };
  const target = targetOf(log, event);
  return target === undefined ? { link: event } : { event: target, link: event };
};
