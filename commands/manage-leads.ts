import * as t from 'io-ts';
import { dictionary, list } from '../domain/codecs/collections.js';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import { ExternalId, type LeadId } from '../domain/codecs/ids.js';
import { closed } from '../domain/codecs/struct.js';
import { RefinedType } from '../domain/codecs/text.js';
import { AttributeName, EmailAddress, Scalar } from '../domain/codecs/values.js';
import { DomainError } from '../domain/errors.js';
import type { LeadCommand } from '../domain/lead/commands.js';
import { Attributes } from '../domain/lead/events.js';
import { noSuchLead } from '../domain/lead/no-such-lead.js';
import type { LeadStream, LeadStreamEvent } from '../domain/lead-stream.js';
import type { Cause } from './event-log.js';
import type { Repositories } from './repositories.js';
import type { Executed } from './repository.js';
import type { ResolveLead } from './resolve-lead.js';

/** A lead to be created, or found by its external id or e-mail address. */
export const NewLead = closed(
  'NewLead',
  {},
  { externalId: ExternalId, email: EmailAddress, attributes: Attributes },
);
type NewLead = t.TypeOf<typeof NewLead>;

const NewValue = new RefinedType<Scalar | null>(
  'NewValue',
  (input): input is Scalar | null => input === null || Scalar.is(input),
  (input, context) => (input === null ? t.success(null) : Scalar.validate(input, context)),
  { type: ['string', 'number', 'boolean', 'null'] },
);

/** Attributes to be set, or removed by `null`. */
export const AttributeChanges = closed('AttributeChanges', {
  attributes: dictionary(AttributeName, NewValue, 200),
});
type AttributeChanges = t.TypeOf<typeof AttributeChanges>;

const RemovedNames = list(AttributeName, { max: 200 });

/** The attribute `email`, which unlike others must be one. */
const emailIn = (attributes: Attributes): EmailAddress | undefined =>
  Object.hasOwn(attributes, 'email')
    ? decodeOrThrow(EmailAddress, attributes['email'], 'attributes.email')
    : undefined;

const withEmail = (attributes: Attributes, email: EmailAddress | undefined): Attributes =>
  email === undefined ? attributes : { ...attributes, email };

type Changed = Promise<Executed<LeadStream, LeadStreamEvent>>;

/** Leads as a client keeps them. */
export const createManageLeads = ({ leads }: Pick<Repositories, 'leads'>, resolveLead: ResolveLead) => {
  /** An address belongs to one lead: the one that has it keeps it. */
  const claim = async (leadId: LeadId, email: EmailAddress, cause: Cause): Promise<void> => {
    const resolved = await resolveLead({ leadId, email }, cause);
    if (resolved.kind !== 'resolved') throw DomainError.conflict('Another lead has this e-mail address.');
  };

  const changesOf = async (leadId: LeadId, { email, attributes = {} }: NewLead): Promise<Attributes> => {
    const { lead } = (await leads.load(leadId)).state;
    const hasEmail = lead.status === 'registered' && Object.hasOwn(lead.attributes, 'email');
    // An address that finds a lead does not replace the one that the lead has now; one set as an attribute does.
    return withEmail(attributes, emailIn(attributes) ?? (hasEmail ? undefined : email));
  };

  return {
    /** @throws DomainError `invalid`, or `conflict` when the ids belong to different leads */
    register: async (newLead: NewLead, cause: Cause) => {
      const { externalId, email = emailIn(newLead.attributes ?? {}) } = newLead;
      const ids = {
        ...(externalId === undefined ? {} : { externalId }),
        ...(email === undefined ? {} : { email }),
      };
      const written = emailIn(newLead.attributes ?? {});
      const resolved = await resolveLead(ids, cause);
      if (resolved.kind !== 'resolved')
        throw DomainError.conflict('The external id and the e-mail address belong to different leads.');
      const { leadId } = resolved;
      if (written !== undefined && written !== email) await claim(leadId, written, cause);
      const attributes = await changesOf(leadId, newLead);
      const executed = await leads.execute(leadId, [
        { command: { type: 'RegisterLead', leadId, ...ids }, cause },
        { command: { type: 'SetAttributes', attributes }, cause },
      ]);
      return { ...executed, leadId, isNew: (executed.events[0]?.length ?? 0) > 0 };
    },

    /** @throws DomainError `invalid`, `notFound`, or `conflict` when the revision is not `expectedRevision` */
    changeAttributes: async (
      leadId: LeadId,
      { attributes }: AttributeChanges,
      cause: Cause,
      expectedRevision?: number,
    ): Changed => {
      const entries = Object.entries(attributes);
      const news = Object.fromEntries(
        entries.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
      );
      const email = emailIn(news);
      const { state, revision } = await leads.load(leadId);
      if (state.lead.status === 'unknown') throw noSuchLead(state.lead);
      const moved = DomainError.conflict(`The lead is at revision ${revision}, not ${expectedRevision}.`);
      if (expectedRevision !== undefined && expectedRevision !== revision) throw moved;
      if (email !== undefined) await claim(leadId, email, cause);
      const names = decodeOrThrow(
        RemovedNames,
        entries.flatMap(([name, value]) => (value === null ? [name] : [])),
      );
      const commands: readonly LeadCommand[] = [
        { type: 'SetAttributes', attributes: withEmail(news, email) },
        { type: 'RemoveAttributes', names },
      ];
      const intents = commands.map((command) => ({ command, cause }));
      if (expectedRevision === undefined) return leads.execute(leadId, intents);
      const executed = await leads.executeAt(leadId, revision, intents);
      if (executed === undefined) throw moved;
      return executed;
    },
  };
};
