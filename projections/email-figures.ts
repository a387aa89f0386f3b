import { dayAdditions, type EmailDay } from './email-days.js';
import { evolveMessage, isOfEmail, type MessageFacts, messageOf } from './message-facts.js';
import { type ReadModel, toKind } from './read-model.js';

export type EmailFigures = MessageFacts | EmailDay;

const isMessage = (doc: EmailFigures | undefined): doc is MessageFacts => doc?.kind === 'message';
/** Whether it is a day of a version of a template. */
export const isDay = (doc: EmailFigures): doc is EmailDay => doc.kind === 'day';

/** The figures of e-mails: a row for each message, and what sums the rows up: a document for each template, version and day. */
export const emailFigures: ReadModel<EmailFigures> = {
  name: 'email_figures',
  version: 1,
  indexes: [{ kind: 1, day: 1 }],
  takesRedacted: true,
  key: (event) => (isOfEmail(event) ? messageOf(event) : undefined),
  evolve: (doc, event) => {
    const key = isOfEmail(event) ? messageOf(event) : undefined;
    if (!isOfEmail(event) || key === undefined || (doc !== undefined && !isMessage(doc))) return doc;
    return evolveMessage(doc, event, key);
  },
  additions: ({ before, after, event }) =>
    dayAdditions({
      before: isMessage(before) ? before : undefined,
      after: isMessage(after) ? after : undefined,
      event,
    }).map((addition) => toKind(isDay, addition)),
};
