import type { ReadStream } from '../commands/event-log.js';
import { foldStory, leadStream } from '../commands/lead-story.js';
import type { LeadId } from '../domain/codecs/ids.js';
import { firstRevision, type Revision } from '../domain/codecs/numbers.js';
import type { Instant } from '../domain/codecs/time.js';
import { DomainError } from '../domain/errors.js';
import type { Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';

const foldLead = (events: readonly Recorded<AnyEvent>[]) => ({
  lead: foldStory(events),
  revision: events.at(-1)?.revision,
});

/** The lead after that event. @throws DomainError `notFound` when there is no such event yet */
export const leadAtRevision = async (readStream: ReadStream, leadId: LeadId, revision: Revision) => {
  const events = await readStream(leadStream(leadId), firstRevision, revision + 1);
  if (events.at(-1)?.revision !== revision) throw DomainError.notFound(`Revision ${revision} of this lead`);
  return foldLead(events);
};

/** The lead as Leadline knew it at that instant: by when events were recorded, not when they happened. */
export const leadAtInstant = async (readStream: ReadStream, leadId: LeadId, at: Instant) => {
  const events = await readStream(leadStream(leadId), firstRevision);
  return foldLead(events.filter((event) => event.recordedAt <= at));
};
