import { describe, expect, it } from 'vitest';
import { addTag, ann, form, hasTag, immediately, note, onForm } from '../support/steps.js';
import { createVirtualLeadline } from '../support/virtual-leadline.js';

describe('the reason of a skipped step', () => {
  it.each([
    ['all', { all: [hasTag('a'), hasTag('vip')] }, 'Not met: has the tag “a”.'],
    ['any', { any: [hasTag('a'), hasTag('b')] }, 'Not met: has the tag “a”. Not met: has the tag “b”.'],
    ['not', { not: hasTag('vip') }, 'Met, although it must not be: has the tag “vip”.'],
    [
      'not any',
      { not: { any: [hasTag('a'), hasTag('vip')] } },
      'Met, although it must not be: has the tag “vip”.',
    ],
    ['not not', { not: { not: hasTag('a') } }, 'Not met: has the tag “a”.'],
  ])('names the conditions that decided in “%s”', async (_, conditions, message) => {
    const leadline = createVirtualLeadline();
    const steps = [
      { action: addTag('vip'), when: immediately },
      { action: note('x'), when: immediately, conditions },
    ];
    await leadline.flow('flow', { trigger: onForm('a'), steps });
    const lead = await leadline.happens('form-submitted', ann, form('a'));
    expect((await leadline.runOf(lead)).steps[1]?.reason?.message).toBe(message);
  });
});
