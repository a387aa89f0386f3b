import { beforeEach, describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { FlowId } from '../../domain/codecs/ids.js';
import { DomainError, type Fault } from '../../domain/errors.js';
import { hasTag, hook, immediately, mail, note, onForm } from '../support/steps.js';
import { createVirtualLeadline, type VirtualLeadline } from '../support/virtual-leadline.js';

let leadline: VirtualLeadline;
beforeEach(() => {
  leadline = createVirtualLeadline();
});

const flowId = decodeOrThrow(FlowId, 'flow');
const notChosen = { type: 'not-chosen' };

const refusal = async (attempt: () => unknown): Promise<DomainError> => {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  return expect.fail('was not refused');
};
const create = (definition: object) =>
  leadline.commands().manageFlows.create(flowId, { name: 'Flow', ...definition }, leadline.cause());
const activate = () => leadline.commands().manageFlows.activate(flowId, leadline.cause());
const draftFaults = async (definition: object): Promise<readonly Fault[]> => {
  const error = await refusal(() => create(definition));
  expect(error.kind).toBe('invalid');
  return error.faults;
};
const activationFaults = async (definition: object): Promise<readonly Fault[]> => {
  await create(definition);
  const error = await refusal(activate);
  expect(error.kind).toBe('unusable');
  return error.faults;
};
const step = (action: object, conditions?: object) => ({
  action,
  when: immediately,
  ...(conditions === undefined ? {} : { conditions }),
});
const flow = (...steps: readonly object[]) => ({ trigger: onForm('a'), steps });

describe('a draft', () => {
  it('is told everything that is wrong with it at once, and where', async () => {
    const faults = await draftFaults({
      trigger: { type: 'form-submitted', formId: 'a b' },
      steps: [
        step({ type: 'add-tag' }),
        step({ type: 'unheard' }),
        step({ type: 'send-email', text: '{% include "x" %}' }),
        step({ type: 'webhook', url: 'nowhere', headers: { 'X Y': '1' } }),
        step(note('{{ open'), hasTag('')),
        step(note('x'), {
          any: [
            hasTag('a'),
            { not: { all: [{ type: 'unheard' }, { type: 'attribute', attribute: 'a', op: 'most' }] } },
          ],
        }),
        step({
          type: 'webhook',
          url: 'https://a.example/',
          headers: { 'Webhook-Id': '1' },
          body: { a: ['{% if %}'] },
        }),
      ],
    });
    expect(faults.map(({ path }) => path)).toEqual([
      'trigger.formId',
      'steps[0].action.tag',
      'steps[1].action.type',
      'steps[2].action.subject',
      'steps[2].action.text',
      'steps[3].action.url',
      'steps[3].action.headers.X Y',
      'steps[4].action.text',
      'steps[4].conditions.tag',
      'steps[5].conditions.any[1].not.all[0].type',
      'steps[5].conditions.any[1].not.all[1].op',
      'steps[6].action.headers.Webhook-Id',
      'steps[6].action.body.a[0]',
    ]);
    expect(leadline.log.all()).toEqual([]);
  });

  it('is told which shapes are wrong before it is told what they mean', async () => {
    const faults = await draftFaults({
      trigger: {},
      steps: [{ action: note('x'), when: { type: 'delay', delay: '3 days' } }],
    });
    expect(faults.map(({ path }) => path)).toEqual(['trigger', 'steps[0].when.delay']);
  });

  it('may hold conditions that are not chosen, and name what is not there yet', async () => {
    await create(flow(step(note('x'), { any: [notChosen, { type: 'has-product', productId: 'X' }] })));
    expect(leadline.log.all()).toHaveLength(1);
  });

  it.each([
    ['a body beside a template', { type: 'send-email', templateId: 't', text: 'x' }, 'templateId'],
    ['neither subject nor template', { type: 'send-email', text: 'x' }, 'subject'],
    ['neither body nor template', { type: 'send-email', subject: 'x' }, 'text'],
    [
      'two lines in a subject',
      { type: 'send-email', subject: 'a\r\nBcc: b@example.com', text: 'x' },
      'subject',
    ],
    ['two lines in a sender', { type: 'send-email', subject: 'a', text: 'x', from: 'a\nBcc: b' }, 'from'],
    ['a header in two lines', { ...hook, headers: { 'X-A': 'a\r\nX-B: b' } }, 'headers.X-A'],
    ['a header of our own', { ...hook, headers: { 'content-length': '1' } }, 'headers.content-length'],
    ['a method that is none', { ...hook, method: 'DELETE' }, 'method'],
    ['a setting that nobody knows', { ...note('x'), colour: 'red' }, 'colour'],
  ])('is refused with %s', async (_, action, path) => {
    expect((await draftFaults(flow(step(action)))).map((fault) => fault.path)).toEqual([
      `steps[0].action.${path}`,
    ]);
  });
});

describe('an activation', () => {
  it('is refused while a condition is not chosen', async () => {
    expect(await activationFaults(flow(step(note('x'), { any: [hasTag('a'), notChosen] })))).toEqual([
      { path: 'steps[0].conditions.any[1].type', message: 'no condition has been chosen here yet' },
    ]);
  });

  it('is refused while two conditions contradict each other, which a draft may', async () => {
    const torn = flow(step(note('x'), { all: [hasTag('a'), { not: hasTag('a') }] }));
    expect(await activationFaults(torn)).toEqual([
      {
        path: 'steps[0].conditions.all[1].not',
        message: 'contradicts steps[0].conditions.all[0]: the two never hold together',
      },
    ]);
  });

  it('is refused with everything that is named and not there', async () => {
    await leadline.template('known', { subject: 'Hi', text: 'Hello.' });
    const faults = await activationFaults(
      flow(
        step({ type: 'send-email', templateId: 'unknown' }),
        step({ type: 'send-email', templateId: 'known', templateVersion: 2 }),
        step({ ...mail('Hi'), connectionId: 'third' }),
        step({ type: 'add-product', productId: 'X' }, { not: { type: 'purchased-product', productId: 'Y' } }),
      ),
    );
    expect(faults).toEqual([
      { path: 'steps[0].action.templateId', message: 'there is no template “unknown”' },
      { path: 'steps[1].action.templateVersion', message: 'the template “known” has no version 2' },
      { path: 'steps[2].action.connectionId', message: 'there is no smtp connection “third”' },
      { path: 'steps[3].action.productId', message: 'there is no product “X”' },
      { path: 'steps[3].conditions.not.productId', message: 'there is no product “Y”' },
    ]);
  });

  it('goes through once everything is there', async () => {
    await create(
      flow(
        step({ type: 'send-email', templateId: 'known', templateVersion: 1 }),
        step({ type: 'add-product', productId: 'X' }),
      ),
    );
    expect((await refusal(activate)).faults).toHaveLength(2);
    await leadline.template('known', { subject: 'Hi', text: 'Hello.' });
    await leadline.product('X');
    expect((await activate()).state.status).toBe('active');
  });

  it('of a flow that does not exist is refused', async () => {
    expect((await refusal(activate)).kind).toBe('notFound');
  });
});

describe('a revision', () => {
  it('over somebody else’s is refused', async () => {
    await create(flow(step(note('one'))));
    const { revise } = leadline.commands().manageFlows;
    const to = (text: string) => ({ name: 'Flow', ...flow(step(note(text))) });
    await revise(flowId, to('two'), leadline.cause(), 1);
    const error = await refusal(() => revise(flowId, to('three'), leadline.cause(), 1));
    expect(error.kind).toBe('conflict');
    expect(leadline.log.all()).toHaveLength(2);
  });
});
