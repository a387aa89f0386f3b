import { describe, expect, it } from 'vitest';
import { personaliseJson } from '../../commands/personalise.js';
import { hostile, plain, variables } from './personalised.js';

describe('a variable', () => {
  it.each([
    ['Hi {{ contact.firstName }}', 'Hi Ann'],
    ['{{contact.age}}/{{ contact["age"] }}', '41/41'],
    ['{{ contact.age | plus: 1 }}', '42'],
    ['{{ contact.vip }}', 'false'],
    ['{{ contact.group }} {{ contact.values }}', 'gold old'],
    ['{{ contact.tags | join: "-" }}', 'a-b'],
    ['{{ event.size }} {{ flow.name | upcase }}', 'L WELCOME'],
    ['{{ event.nested.deep[1].two }}', '2'],
    ['{{ event.nested }}', '{"deep":[1,{"two":2}]}'],
    ['{% if contact.age > 40 %}old{% else %}young{% endif %}', 'old'],
    ['{% for tag in contact.tags %}[{{ tag }}]{% endfor %}', '[a][b]'],
    ['{% assign x = contact.firstName %}{{ x }}', 'Ann'],
    ['{% raw %}{{ contact.age }}{% endraw %}', '{{ contact.age }}'],
  ])('is filled in: %s', (text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  it('that holds a template is not filled in again', () => {
    expect(plain('{{ event.braces }}')).toBe('{{ contact.age }}');
    expect(plain('{% assign x = event.braces %}{{ x }}')).toBe('{{ contact.age }}');
  });

  it('of one text is not there in the next', () => {
    plain('{% assign leak = contact.firstName %}{% capture caught %}{{ leak }}{% endcapture %}');
    expect(plain('[{{ leak }}{{ caught }}]')).toBe('[]');
  });
});

describe('a value that the lead does not have', () => {
  it.each([
    ['{{ contact.phone }}', '#Contact | Phone #'],
    ['{{ contact.mobilePhone }}', '#Contact | Mobile phone #'],
    ['{{ contact.zip_code }}', '#Contact | Zip code #'],
    ['{{ contact.lastName }}', '#Contact | Last name #'],
    ['{{ contact.company }}', '#Contact | Company #'],
    ['{{ event.colour }}', '#Event | Colour #'],
    ['{{ event.nested.colour }}', '#Event | Colour #'],
    ['{{ contact.phone.number }}', '#Contact | Phone #'],
  ])('is shown as what it is: %s', (text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  it.each([
    ['{{ contact.phone | default: "none" }}', 'none'],
    ['{{ contact.lastName | default: "none" }}', 'none'],
    ['{{ contact.phone | default: contact.firstName }}', 'Ann'],
    ['{{ contact.firstName | default: "none" }}', 'Ann'],
    ['{{ contact.phone | upcase | default: "none" }}', 'none'],
    ['{{ contact.phone | strip | truncate: 3 | append: "!" | default: "none" }}', 'none'],
  ])('gives way to a default: %s', (text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  it.each([
    'upcase',
    'append: "!"',
    'size',
    'plus: 1',
    'date: "%Y"',
    'split: ","',
    'first',
    'json',
    'escape',
  ])('stays what it is through the filter %s', (filter) => {
    expect(plain(`{{ contact.phone | ${filter} }}`)).toBe('#Contact | Phone #');
  });

  it.each([
    ['{% if contact.phone %}yes{% else %}no{% endif %}', 'no'],
    ['{% unless contact.phone %}no{% endunless %}', 'no'],
    ['{% if contact.phone == nil %}nil{% endif %}', 'nil'],
    ['{% if contact.phone and contact.firstName %}both{% else %}not both{% endif %}', 'not both'],
    ['{% for x in contact.phone %}x{% else %}none{% endfor %}', 'none'],
  ])('is nothing to a test: %s', (text, expected) => {
    expect(plain(text)).toBe(expected);
  });
});

describe('a body of JSON', () => {
  it('stays JSON whatever the values hold', () => {
    const body = {
      who: '{{ contact.firstName }}',
      all: ['{{ event.quote }}', '"{{ contact.hostile }}"', 7, true, null],
      '{{ contact.age }}': { missing: '{{ contact.phone }}' },
    };
    const filled = personaliseJson(body, variables);
    const value = filled.ok ? filled.value : expect.fail(filled.message);
    expect(JSON.parse(JSON.stringify(value))).toEqual({
      who: 'Ann',
      all: ['say "hi"\n\\', `"${hostile}"`, 7, true, null],
      '{{ contact.age }}': { missing: '#Contact | Phone #' },
    });
  });

  it('cannot be given other members by a value', () => {
    const values = { ...variables, contact: { name: '", "admin": true, "x": "' } };
    expect(personaliseJson({ name: '{{ contact.name }}' }, values)).toEqual({
      ok: true,
      value: { name: '", "admin": true, "x": "' },
    });
  });

  it('keeps a member named __proto__ as data', () => {
    const body = JSON.parse('{"__proto__": {"x": "{{ contact.age }}"}}');
    const filled = personaliseJson(body, variables);
    expect(JSON.stringify(filled.ok && filled.value)).toBe('{"__proto__":{"x":"41"}}');
    expect(Reflect.get({}, 'x')).toBeUndefined();
  });

  it('says why it cannot be filled in', () => {
    expect(personaliseJson({ a: ['{% include "x" %}'] }, variables)).toMatchObject({
      ok: false,
      message: expect.stringContaining('include'),
    });
  });
});
