import type { Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';
import type { TemplateRef } from '../domain/lead/message-events.js';
import { unsubscribedMessage } from '../domain/lead/unsubscribe-source.js';
import { utcDay } from './iso-week.js';
import type { Document } from './read-model.js';

/** What may be known of a message; each counts once, however often it happens. */
export const messageFacts = [
  'opened',
  'machineOpened',
  'clicked',
  'machineClicked',
  'bounced',
  'complained',
  'unsubscribed',
] as const;
export type MessageFact = (typeof messageFacts)[number];

/** What has become of one e-mail, in a row of its own. */
export interface MessageFacts extends Document, Readonly<Record<MessageFact, boolean>> {
  readonly kind: 'message';
  /** Missing where the step that sent it has a text of its own. */
  readonly template?: TemplateRef;
  /** The day, in UTC, on which a mail server took it; missing where none did. */
  readonly sentOn?: string;
}

type EventOf<Type> = Extract<AnyEvent, { readonly type: Type }>;
type EmailEvent = EventOf<
  'EmailSent' | 'EmailOpened' | 'EmailLinkClicked' | 'EmailBounced' | 'EmailComplained' | 'ConsentWithdrawn'
>;
const types: ReadonlySet<string> = new Set([
  'EmailSent',
  'EmailOpened',
  'EmailLinkClicked',
  'EmailBounced',
  'EmailComplained',
  'ConsentWithdrawn',
] satisfies readonly EmailEvent['type'][]);

/** Whether an event is one of those that are counted of e-mails. */
export const isOfEmail = (event: Recorded<AnyEvent>): event is Recorded<EmailEvent> => types.has(event.type);

/** The key of a message, which some events name as mail servers do: `<key@leadline>`. */
const plain = (messageId: string): string => messageId.replace(/^<|>$/g, '').replace(/@leadline$/, '');

/** The message that an event is about, where it says so. */
export const messageOf = ({ type, data }: EmailEvent): string | undefined => {
  const named =
    type === 'ConsentWithdrawn'
      ? data.channel === 'email'
        ? unsubscribedMessage(data.source)
        : undefined
      : data.messageId;
  return named === undefined ? undefined : `message/${plain(named)}`;
};

const nothingYet = {
  kind: 'message',
  opened: false,
  machineOpened: false,
  clicked: false,
  machineClicked: false,
  bounced: false,
  complained: false,
  unsubscribed: false,
} as const;

/** The fact that an event tells of its message. */
export const factIn = (event: EmailEvent): MessageFact | undefined => {
  switch (event.type) {
    case 'EmailSent':
      return undefined;
    case 'EmailOpened':
      return event.data.machine ? 'machineOpened' : 'opened';
    case 'EmailLinkClicked':
      return event.data.machine ? 'machineClicked' : 'clicked';
    case 'EmailBounced':
      return 'bounced';
    case 'EmailComplained':
      return 'complained';
    case 'ConsentWithdrawn':
      return 'unsubscribed';
    default:
      return event satisfies never;
  }
};

/** The template that an event names. */
export const templateIn = ({ data }: EmailEvent): TemplateRef | undefined =>
  'template' in data ? data.template : undefined;

/** Folds one event of a message. A scanner may open it before the mail server has said that it took it. */
export const evolveMessage = (
  doc: MessageFacts | undefined,
  event: Recorded<EmailEvent>,
  _id: string,
): MessageFacts => {
  const { position } = event;
  const before = doc ?? { _id, position, ...nothingYet };
  const template = before.sentOn === undefined ? (templateIn(event) ?? before.template) : before.template;
  const fact = factIn(event);
  return {
    ...before,
    position,
    ...(template === undefined ? {} : { template }),
    ...(event.type === 'EmailSent' ? { sentOn: before.sentOn ?? utcDay(event.metadata.occurredAt) } : {}),
    ...(fact === undefined ? {} : { [fact]: true }),
  };
};
