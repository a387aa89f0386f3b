import { expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { ConnectionId, LeadId } from '../../domain/codecs/ids.js';
import { PhoneNumber } from '../../domain/codecs/values.js';
import type { LeadEvent } from '../../domain/lead/events.js';
import { readModels } from '../../projections/index.js';
import { createQueries } from '../../projections/queries.js';
import { leadId, otherLeadId, registered } from '../domain/samples.js';
import { createVirtualReadModels } from '../support/virtual-read-models.js';
import { inLog, over } from './events.js';
import { check } from './read-model-spec.js';

const number = (text: string): PhoneNumber => decodeOrThrow(PhoneNumber, text);
const office = number('+15005550006');
const shop = number('+4930901820');
const theirs = number('+12025550123');
const shared = {
  messageId: 'run.0',
  providerId: 'SM1',
  connectionId: decodeOrThrow(ConnectionId, 'default'),
};

const wroteTo = (to: PhoneNumber, from: PhoneNumber): LeadEvent => ({
  type: 'SmsSent',
  data: { ...shared, from, to, text: 'Hi', segments: 1 },
});
const called = (to: PhoneNumber, from: PhoneNumber): LeadEvent => ({
  type: 'CallPlaced',
  data: { ...shared, from, to, recorded: false },
});
const ann = `lead-${leadId}`;
const bob = `lead-${otherLeadId}`;

check({
  model: readModels.phoneNumbers,
  events: inLog(
    [ann, registered],
    [ann, wroteTo(theirs, office)],
    [bob, called(theirs, shop)],
    [bob, wroteTo(shop, office)],
    [ann, wroteTo(theirs, office)],
  ),
  documents: [
    {
      _id: theirs,
      contacts: [
        { leadId: otherLeadId, ours: shop },
        { leadId, ours: office },
      ],
      position: 40,
    },
    { _id: shop, contacts: [{ leadId: otherLeadId, ours: office }], position: 30 },
  ],
  strange: [ann, { to: theirs }],
});

it('says who was written to last from a number, or else from any', async () => {
  const models = createVirtualReadModels();
  const { leadOfPhoneNumber } = createQueries(models);
  expect(await leadOfPhoneNumber(theirs, office)).toBeUndefined();
  await models.project(inLog([ann, wroteTo(theirs, office)], [bob, wroteTo(theirs, shop)]));
  expect(await leadOfPhoneNumber(theirs, office)).toBe(leadId);
  expect(await leadOfPhoneNumber(theirs, shop)).toBe(otherLeadId);
  expect(await leadOfPhoneNumber(theirs, '+12025550199')).toBe(otherLeadId);
  expect(await leadOfPhoneNumber(office, office)).toBeUndefined();
});

it('remembers the last fifty of a number that is passed around', async () => {
  const { project, all } = over(readModels.phoneNumbers);
  const leads = Array.from({ length: 60 }, (_, index) =>
    decodeOrThrow(LeadId, `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`),
  );
  await project(inLog(...leads.map((id) => [`lead-${id}`, wroteTo(theirs, office)] as const)));
  const [document] = all();
  expect(document?.contacts.map((contact) => contact.leadId)).toEqual(leads.slice(-50));
});
