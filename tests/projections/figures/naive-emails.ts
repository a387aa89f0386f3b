import type { Recorded } from '../../../domain/event.js';
import type { AnyEvent } from '../../../domain/events.js';
import { noHappenings } from '../../../projections/email-days.js';
import type { EmailFigures } from '../../../projections/email-figures.js';
import { messageFacts } from '../../../projections/message-facts.js';
import { type Tally, tallyOf } from './naive-flows.js';

type Events = readonly Recorded<AnyEvent>[];

const uuidStep = /[0-9a-f-]{36}\.\d+/;

/** The key of the message that an event is about, wherever the event has it. */
const keyOf = ({ type, data }: Recorded<AnyEvent>): string | undefined => {
  if (type === 'ConsentWithdrawn')
    return data.channel === 'email' ? uuidStep.exec(data.source)?.[0] : undefined;
  return 'messageId' in data ? uuidStep.exec(data.messageId ?? '')?.[0] : undefined;
};

const templateOf = ({ data }: Recorded<AnyEvent>): string | undefined =>
  'template' in data && data.template !== undefined
    ? `${data.template.templateId} v${data.template.version}`
    : undefined;

const dayOf = ({ metadata }: Recorded<AnyEvent>): string => metadata.occurredAt.slice(0, 10);

const named = (event: Recorded<AnyEvent>): readonly [happening: string, fact: string] | undefined => {
  switch (event.type) {
    case 'EmailOpened':
      return event.data.machine ? ['machineOpens', 'machineOpened'] : ['opens', 'opened'];
    case 'EmailLinkClicked':
      return event.data.machine ? ['machineClicks', 'machineClicked'] : ['clicks', 'clicked'];
    case 'EmailBounced':
      return ['bounces', 'bounced'];
    case 'EmailComplained':
      return ['complaints', 'complained'];
    case 'ConsentWithdrawn':
      return keyOf(event) === undefined ? undefined : ['unsubscribes', 'unsubscribed'];
    default:
      return undefined;
  }
};

const sentencesOf =
  (events: Events) =>
  (event: Recorded<AnyEvent>): readonly string[] => {
    const key = keyOf(event);
    const own = key === undefined ? [event] : events.filter((other) => keyOf(other) === key);
    const sofar = own.slice(0, own.indexOf(event) + 1);
    const place = `${dayOf(event)} ${sofar.map(templateOf).find((template) => template !== undefined) ?? 'own text'}`;
    const sent = own.find(({ type }) => type === 'EmailSent');
    if (event.type === 'EmailSent') return event === sent ? [`${place} sent`] : [];
    const [happening, fact] = named(event) ?? [];
    if (happening === undefined) return [];
    const isFirst = own.find((other) => named(other)?.[1] === fact) === event;
    return [
      `${place} ${happening}`,
      ...(event.type === 'EmailBounced' && event.data.permanent ? [`${place} permanentBounces`] : []),
      ...(isFirst && sent !== undefined && key !== undefined
        ? [`${dayOf(sent)} ${templateOf(sent) ?? 'own text'} of sent ${fact}`]
        : []),
    ];
  };

/** The figures of e-mails, counted straight over all events. */
export const countEmails = (events: Events): Tally => tallyOf(events.flatMap(sentencesOf(events)));

const happenings = Object.keys(noHappenings);

/** What the documents say, in the sentences of the naive count; what is zero is not said. */
export const sayEmails = (docs: readonly EmailFigures[]): Tally =>
  Object.fromEntries(
    docs
      .flatMap((doc) => {
        if (doc.kind === 'message') return [];
        const template =
          doc.templateId === undefined ? 'own text' : `${doc.templateId} v${doc.templateVersion}`;
        const place = `${doc.day} ${template}`;
        const happened = Object.entries(doc).filter(([name]) => happenings.includes(name));
        return [
          ...happened.map(([name, count]) => [`${place} ${name}`, Number(count)] as const),
          ...messageFacts.map((fact) => [`${place} of sent ${fact}`, doc.ofSent[fact]] as const),
        ];
      })
      .filter(([, count]) => count !== 0)
      .sort(),
  );
