import { describe, it } from 'vitest';
import { decideLead } from '../../../domain/lead/decide.js';
import { evolveLead, unknownLead } from '../../../domain/lead/state.js';
import { specOf } from '../../support/given-when-then.js';
import { activity, attributes, registered, sourceEventId } from '../samples.js';

const { given } = specOf({ initial: unknownLead, decide: decideLead, evolve: evolveLead });

const visit = activity('PageVisited', { url: 'https://example.com/' });
const form = (fields: object) => activity('FormSubmitted', { formId: 'contact', fields });

describe('recording an activity', () => {
  it('stores it', () => {
    given(registered)
      .when({ type: 'RecordActivity', activity: visit, unknownReferences: [] })
      .thenEvents(visit);
  });

  it('stores it again when its sender gave it no id', () => {
    given(registered, visit)
      .when({ type: 'RecordActivity', activity: visit, unknownReferences: [] })
      .thenEvents(visit);
  });

  it('does not store it twice under the same id of its sender', () => {
    const id = sourceEventId('shop-1');
    const command = { type: 'RecordActivity', activity: visit, unknownReferences: [] } as const;
    const past = given(registered, { event: visit, sourceEventId: id });
    past.when({ ...command, sourceEventId: id }).thenNothing();
    past.when({ ...command, sourceEventId: sourceEventId('shop-2') }).thenEvents(visit);
  });

  it('reports what the catalogue does not have, and keeps the activity', () => {
    given(registered)
      .when({
        type: 'RecordActivity',
        activity: visit,
        unknownReferences: [{ kind: 'product', id: 'no-such' }],
      })
      .thenEvents(visit, { type: 'UnknownReferenceReported', data: { kind: 'product', id: 'no-such' } });
  });
});

describe('a submitted form', () => {
  const submit = (fields: object) =>
    ({ type: 'RecordActivity', activity: form(fields), unknownReferences: [] }) as const;

  it('sets the attributes that its fields name', () => {
    given(registered)
      .when(submit({ firstName: 'Ann', age: 46, news: true }))
      .thenEvents(form({ firstName: 'Ann', age: 46, news: true }), {
        type: 'AttributesSet',
        data: { attributes: attributes({ firstName: 'Ann', age: 46, news: true }) },
      });
  });

  it('keeps fields that cannot be attributes out of them', () => {
    const fields = { 'first name': 'Ann', constructor: 'x', list: [1], nothing: null, blank: '' };
    given(registered).when(submit(fields)).thenEvents(form(fields));
  });

  it('keeps a field named __proto__ out of the attributes', () => {
    const fields = JSON.parse('{"__proto__": {"isAdmin": true}}');
    given(registered).when(submit(fields)).thenEvents(form(fields));
  });

  it('sets nothing where the attributes are so already', () => {
    given(registered, { type: 'AttributesSet', data: { attributes: attributes({ age: 46 }) } })
      .when(submit({ age: 46 }))
      .thenEvents(form({ age: 46 }));
  });

  it.each([
    activity('OrderFormSubmitted', { formId: 'order', fields: { age: 46 } }),
    activity('LeadAdFormSubmitted', { platform: 'facebook', formId: '1', fields: { age: 46 } }),
  ])('sets them also where it is an %j', (submitted) => {
    given(registered)
      .when({ type: 'RecordActivity', activity: submitted, unknownReferences: [] })
      .thenEvents(submitted, { type: 'AttributesSet', data: { attributes: attributes({ age: 46 }) } });
  });
});
