import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { ExternalId } from '../../../domain/codecs/ids.js';
import { AttributeName } from '../../../domain/codecs/values.js';
import type { LeadCommand } from '../../../domain/lead/commands.js';
import { decideLead } from '../../../domain/lead/decide.js';
import type { LeadEvent } from '../../../domain/lead/events.js';
import { evolveLead, unknownLead } from '../../../domain/lead/state.js';
import { specOf } from '../../support/given-when-then.js';
import {
  activity,
  attributes,
  email,
  leadId,
  note,
  otherLeadId,
  productId,
  registered,
  tag,
} from '../samples.js';

const { given } = specOf({ initial: unknownLead, decide: decideLead, evolve: evolveLead });

const vip = tag('vip');
const externalId = decodeOrThrow(ExternalId, 'crm-7');
const course = productId('course');
const names = (...words: string[]): readonly AttributeName[] =>
  words.map((word) => decodeOrThrow(AttributeName, word));
const attributesSet = (values: unknown): LeadEvent => ({
  type: 'AttributesSet',
  data: { attributes: attributes(values) },
});

describe('registering a lead', () => {
  it('registers with an id alone', () => {
    given().when({ type: 'RegisterLead', leadId }).thenEvents(registered);
  });

  it('registers with the external id and the e-mail address', () => {
    given()
      .when({ type: 'RegisterLead', leadId, externalId, email })
      .thenEvents({ type: 'LeadRegistered', data: { leadId, externalId, email } });
  });

  it('does not register a lead twice', () => {
    given(registered).when({ type: 'RegisterLead', leadId, email }).thenNothing();
    given(registered).when({ type: 'RegisterLead', leadId: otherLeadId }).thenNothing();
  });

  it('is given its external id when it is first named by one, and keeps it', () => {
    const assigned: LeadEvent = { type: 'ExternalIdAssigned', data: { externalId } };
    const again = { type: 'RegisterLead', leadId, externalId } as const;
    given(registered).when(again).thenEvents(assigned);
    given(registered, assigned).when(again).thenNothing();
    expect(given(registered, assigned).state()).toMatchObject({ externalId });
  });
});

describe('a lead that is not registered', () => {
  const visit = activity('PageVisited', { url: 'https://example.com/' });
  const commands: readonly LeadCommand[] = [
    { type: 'RecordActivity', activity: visit, unknownReferences: [] },
    { type: 'SetAttributes', attributes: attributes({ age: 1 }) },
    { type: 'RemoveAttributes', names: names('age') },
    { type: 'AddTag', tag: vip },
    { type: 'RemoveTag', tag: vip },
    { type: 'AddProduct', productId: course },
    { type: 'RemoveProduct', productId: course },
    { type: 'MakeNote', text: note('Hello') },
  ];

  it.each(commands)('refuses $type', (command) => {
    const refusal = given().when(command).thenRefused('notFound');
    expect(refusal.message).toBe('This lead does not exist.');
  });
});

describe('attributes', () => {
  const aged = attributesSet({ age: 46 });

  it('are set', () => {
    given(registered)
      .when({ type: 'SetAttributes', attributes: attributes({ age: 46 }) })
      .thenEvents(aged);
  });

  it('are set where they differ, and only those', () => {
    given(registered, aged)
      .when({ type: 'SetAttributes', attributes: attributes({ age: 46, city: 'Bonn' }) })
      .thenEvents(attributesSet({ city: 'Bonn' }));
  });

  it('are not set again to what they are', () => {
    given(registered, aged)
      .when({ type: 'SetAttributes', attributes: attributes({ age: 46 }) })
      .thenNothing();
    given(registered)
      .when({ type: 'SetAttributes', attributes: attributes({}) })
      .thenNothing();
  });

  it('are set when only the kind of value differs', () => {
    given(registered, aged)
      .when({ type: 'SetAttributes', attributes: attributes({ age: '46' }) })
      .thenEvents(attributesSet({ age: '46' }));
  });

  it('are removed where they exist, and only those', () => {
    given(registered, aged)
      .when({ type: 'RemoveAttributes', names: names('age', 'city') })
      .thenEvents({ type: 'AttributesRemoved', data: { names: names('age') } });
  });

  it('are not removed where there are none', () => {
    given(registered, aged)
      .when({ type: 'RemoveAttributes', names: names('city') })
      .thenNothing();
    given(registered).when({ type: 'RemoveAttributes', names: [] }).thenNothing();
  });

  it('can be set again after they were removed', () => {
    given(registered, aged, { type: 'AttributesRemoved', data: { names: names('age') } })
      .when({ type: 'SetAttributes', attributes: attributes({ age: 46 }) })
      .thenEvents(aged);
  });
});

describe('tags', () => {
  const added: LeadEvent = { type: 'TagAdded', data: { tag: vip } };
  const removed: LeadEvent = { type: 'TagRemoved', data: { tag: vip } };

  it('are added, once', () => {
    given(registered).when({ type: 'AddTag', tag: vip }).thenEvents(added);
    given(registered, added).when({ type: 'AddTag', tag: vip }).thenNothing();
    given(registered, added, removed).when({ type: 'AddTag', tag: vip }).thenEvents(added);
  });

  it('are removed, once', () => {
    given(registered, added).when({ type: 'RemoveTag', tag: vip }).thenEvents(removed);
    given(registered, added, removed).when({ type: 'RemoveTag', tag: vip }).thenNothing();
    given(registered).when({ type: 'RemoveTag', tag: vip }).thenNothing();
  });
});

describe('products', () => {
  const added: LeadEvent = { type: 'ProductAdded', data: { productId: course } };
  const removed: LeadEvent = { type: 'ProductRemoved', data: { productId: course } };
  const bought = activity('OrderPurchased', { items: [{ productId: course }] });

  it('are added, once', () => {
    given(registered).when({ type: 'AddProduct', productId: course }).thenEvents(added);
    given(registered, added).when({ type: 'AddProduct', productId: course }).thenNothing();
  });

  it('are not added to a lead that bought them', () => {
    given(registered, bought).when({ type: 'AddProduct', productId: course }).thenNothing();
  });

  it('are removed, once, bought or granted', () => {
    given(registered, added).when({ type: 'RemoveProduct', productId: course }).thenEvents(removed);
    given(registered, bought).when({ type: 'RemoveProduct', productId: course }).thenEvents(removed);
    given(registered, added, removed).when({ type: 'RemoveProduct', productId: course }).thenNothing();
    given(registered).when({ type: 'RemoveProduct', productId: course }).thenNothing();
  });
});

it('makes a note each time', () => {
  const noted: LeadEvent = { type: 'NoteMade', data: { text: note('Called back') } };
  given(registered, noted)
    .when({ type: 'MakeNote', text: note('Called back') })
    .thenEvents(noted);
});
