import { visibleEvent } from './read-stream.js';
import type { Storage } from './storage.js';
import type { StoredEvent } from './stored-event.js';
import type { Streams } from './streams.js';

/** Without `event` the link points at something that is not there any more. */
export type ResolvedEvent = { readonly event?: StoredEvent; readonly link?: StoredEvent };

const linkType = '$>';

const targetOf = (
  log: { storage: Storage; streams: Streams },
  link: StoredEvent,
): StoredEvent | undefined => {
  const [, revision, stream] = /^(\d{1,15})@(.+)$/s.exec(Buffer.from(link.data).toString('utf8')) ?? [];
  return stream === undefined ? undefined : visibleEvent(log, stream, Number(revision));
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
