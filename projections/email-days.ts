import type { TemplateId } from '../domain/codecs/ids.js';
import type { TemplateRef } from '../domain/lead/message-events.js';
import { utcDay } from './iso-week.js';
import {
  factIn,
  isOfEmail,
  type MessageFact,
  type MessageFacts,
  messageFacts,
  templateIn,
} from './message-facts.js';
import type { Addition, Change, Document } from './read-model.js';

/** What happened on a day, by the name under which it is counted. */
const happenings = {
  opened: 'opens',
  machineOpened: 'machineOpens',
  clicked: 'clicks',
  machineClicked: 'machineClicks',
  bounced: 'bounces',
  complained: 'complaints',
  unsubscribed: 'unsubscribes',
} as const satisfies Readonly<Record<MessageFact, string>>;

/** What is counted on the day on which it happens, to whichever messages. */
type Happening = 'sent' | 'permanentBounces' | (typeof happenings)[MessageFact];

/** How much happened, and what has become of the messages that were sent. */
export interface EmailCounts extends Readonly<Record<Happening, number>> {
  /** Of the messages that were sent then, how many have come to be so since. */
  readonly ofSent: Readonly<Record<MessageFact, number>>;
}

/** The e-mails made from one version of a template, on one day in UTC. */
export interface EmailDay extends Document, EmailCounts {
  readonly kind: 'day';
  readonly day: string;
  /** Missing, as the version is, for e-mails whose step has a text of its own. */
  readonly templateId?: TemplateId;
  readonly templateVersion?: number;
}

type Counted = (doc: EmailDay) => EmailDay;

const happens =
  (name: Happening): Counted =>
  (doc) => ({ ...doc, [name]: doc[name] + 1 });

const becomes =
  (fact: MessageFact): Counted =>
  (doc) => ({ ...doc, ofSent: { ...doc.ofSent, [fact]: doc.ofSent[fact] + 1 } });

/** Nothing has happened. */
export const noHappenings = {
  sent: 0,
  opens: 0,
  machineOpens: 0,
  clicks: 0,
  machineClicks: 0,
  bounces: 0,
  permanentBounces: 0,
  complaints: 0,
  unsubscribes: 0,
} as const satisfies Readonly<Record<Happening, number>>;

/** Nothing has become of the messages. */
const nothingOfSent = {
  opened: 0,
  machineOpened: 0,
  clicked: 0,
  machineClicked: 0,
  bounced: 0,
  complained: 0,
  unsubscribed: 0,
} as const satisfies Readonly<Record<MessageFact, number>>;

const none: EmailCounts = { ...noHappenings, ofSent: nothingOfSent };

const sums =
  <Name extends string>(one: Readonly<Record<Name, number>>, other: Readonly<Record<Name, number>>) =>
  (name: Name): number =>
    one[name] + other[name];

/** Both together. */
export const addDays = (one: EmailCounts = none, other: EmailCounts): EmailCounts => {
  const happened = sums<Happening>(one, other);
  const became = sums<MessageFact>(one.ofSent, other.ofSent);
  return {
    sent: happened('sent'),
    opens: happened('opens'),
    machineOpens: happened('machineOpens'),
    clicks: happened('clicks'),
    machineClicks: happened('machineClicks'),
    bounces: happened('bounces'),
    permanentBounces: happened('permanentBounces'),
    complaints: happened('complaints'),
    unsubscribes: happened('unsubscribes'),
    ofSent: {
      opened: became('opened'),
      machineOpened: became('machineOpened'),
      clicked: became('clicked'),
      machineClicked: became('machineClicked'),
      bounced: became('bounced'),
      complained: became('complained'),
      unsubscribed: became('unsubscribed'),
    },
  };
};

const onDay = (day: string, template: TemplateRef | undefined, count: Counted): Addition<EmailDay> => {
  const version = String(template?.version ?? 0).padStart(7, '0');
  // No template has a dash for its id.
  const key = `day/${day}/${template?.templateId ?? '-'}/${version}`;
  const ofTemplate =
    template === undefined ? {} : { templateId: template.templateId, templateVersion: template.version };
  return {
    key,
    add: (doc, position) => ({
      ...count(doc ?? { _id: key, position, kind: 'day', day, ...ofTemplate, ...none }),
      position,
    }),
  };
};

const happeningsIn = ({ before, after, event }: Change<MessageFacts>): readonly Happening[] => {
  if (!isOfEmail(event)) return [];
  if (event.type === 'EmailSent') return before?.sentOn === undefined ? ['sent'] : [];
  // Consent that was withdrawn elsewhere than by the link of a message is of no message.
  if (event.type === 'ConsentWithdrawn' && after === undefined) return [];
  const fact = factIn(event);
  return [
    ...(fact === undefined ? [] : [happenings[fact]]),
    ...(event.type === 'EmailBounced' && event.data.permanent ? (['permanentBounces'] as const) : []),
  ];
};

const newFacts = (before: MessageFacts | undefined, after: MessageFacts): readonly MessageFact[] =>
  messageFacts.filter((fact) => after[fact] && !(before?.sentOn !== undefined && before[fact]));

/** What the days gain by an event: the day on which it happens, and the day on which its message was sent. */
export const dayAdditions = (change: Change<MessageFacts>): readonly Addition<EmailDay>[] => {
  const { before, after, event } = change;
  const own = isOfEmail(event) ? templateIn(event) : undefined;
  const activity = happeningsIn(change).map((name) =>
    onDay(utcDay(event.metadata.occurredAt), after?.template ?? own, happens(name)),
  );
  if (after?.sentOn === undefined) return activity;
  const { sentOn, template } = after;
  return [...activity, ...newFacts(before, after).map((fact) => onDay(sentOn, template, becomes(fact)))];
};
