import { expect } from 'vitest';
import { personalise, type Variables } from '../../commands/personalise.js';

export const hostile = `<script>alert("1 & 2's")</script>`;
export const variables: Variables = {
  contact: {
    firstName: 'Ann',
    lastName: '',
    company: null,
    age: 41,
    vip: false,
    tags: ['a', 'b'],
    hostile,
    group: 'gold',
    values: 'old',
  },
  event: { size: 'L', nested: { deep: [1, { two: 2 }] }, quote: 'say "hi"\n\\', braces: '{{ contact.age }}' },
  flow: { name: 'Welcome' },
};

export const plain = (text: string): string => {
  const filled = personalise(text, variables, 'plain');
  return filled.ok ? filled.text : expect.fail(filled.message);
};
export const html = (text: string): string => {
  const filled = personalise(text, variables, 'html');
  return filled.ok ? filled.text : expect.fail(filled.message);
};
