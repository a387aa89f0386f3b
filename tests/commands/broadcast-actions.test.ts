import { describe, expect, it } from 'vitest';
import { actionTypes } from '../../commands/actions/index.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { ListId } from '../../domain/codecs/ids.js';
import { Typed } from '../../domain/codecs/json.js';
import { Name } from '../../domain/codecs/values.js';
import { arbitraryOf, fc } from '../support/arbitraries.js';
import { immediately, note } from '../support/steps.js';
import { createVirtualLeadline, type VirtualLeadline } from '../support/virtual-leadline.js';
import { broadcastsOf, everyone, spring } from './broadcast-world.js';

/** Settings with which an action can run here. What is not in this table is tried with any settings. */
const settings: Readonly<Record<string, object>> = {
  'add-product': { productId: 'X' },
  'add-tag': { tag: 'spring' },
  'add-to-broadcast-list': { listId: 'news' },
  'create-special-offer': {
    code: 'SPRING',
    discount: { type: 'percent', percent: 10 },
    products: ['X'],
  },
  'make-note': { text: 'Hello {{ contact.firstName }}' },
  'send-email': { subject: 'Spring', text: 'Hello.' },
  'start-follow-up': { flowId: 'welcome' },
  webhook: { url: 'https://receiver.example/hook' },
};

const prepare = async (leadline: VirtualLeadline): Promise<void> => {
  await leadline.product('X');
  await leadline.flow('welcome', {
    trigger: { type: 'by-hand' },
    steps: [{ action: note('Welcome'), when: immediately }],
  });
  await leadline
    .commands()
    .manageLists.create(
      decodeOrThrow(ListId, 'news'),
      { name: decodeOrThrow(Name, 'News') },
      leadline.cause(),
    );
};

const actionOf = (type: (typeof actionTypes)[number]): Typed => {
  const known = settings[type.type];
  const [any] = fc.sample(arbitraryOf(type.settings), 1);
  return decodeOrThrow(Typed, known === undefined ? any : { type: type.type, ...known });
};

describe('every action can be a broadcast', () => {
  it.each(actionTypes.map((type) => [type.type, type] as const))('%s', async (name, type) => {
    const leadline = createVirtualLeadline();
    const world = broadcastsOf(leadline);
    await prepare(leadline);
    const leads = await world.leads(3, { firstName: 'Ann' });
    const plan = { name: decodeOrThrow(Name, name), action: actionOf(type), segment: everyone };
    const command = { type: 'CreateBroadcast', broadcastId: spring, plan } as const;
    await leadline.commands().repositories.broadcasts.execute(spring, [{ command, cause: leadline.cause() }]);
    await leadline.advance('P3D');
    expect(world.asked()).toEqual(leads);
    const doc = await world.doc();
    expect(doc).toMatchObject({ status: 'completed', total: 3, done: 3 });
    if (settings[name] !== undefined) expect(doc.outcomes).toEqual([{ outcome: 'succeeded', count: 3 }]);
  });
});
