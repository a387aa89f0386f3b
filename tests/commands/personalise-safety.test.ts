import { describe, expect, it } from 'vitest';
import { personalise, templateFaults } from '../../commands/personalise.js';
import { hostile, html, plain, variables } from './personalised.js';

describe('HTML', () => {
  it('is escaped in HTML, and left as it is in plain text', () => {
    expect(html('<b>{{ contact.hostile }}</b>')).toBe(
      '<b>&#60;script&#62;alert(&#34;1 &#38; 2&#39;s&#34;)&#60;/script&#62;</b>',
    );
    expect(plain('{{ contact.hostile }}')).toBe(hostile);
  });

  it.each([
    '{{ contact.hostile | raw }}',
    '{{ contact.hostile | upcase | raw }}',
    '{% echo contact.hostile %}',
    '{% echo contact.hostile | raw %}',
    '{% cycle contact.hostile, "b" %}',
    '{% cycle contact.hostile | raw, "b" %}',
    '{% assign x = contact.hostile | raw %}{{ x }}',
    '{% capture x %}{{ contact.hostile }}{% endcapture %}{{ x }}',
    '{% capture x %}{{ contact.hostile }}{% endcapture %}{{ x | raw }}',
    '{% liquid\necho contact.hostile\n%}',
    '{% for x in event.nested.deep %}{{ contact.hostile }}{% endfor %}',
    '{% tablerow x in contact.tags %}{{ contact.hostile }}{% endtablerow %}',
    '{{ contact.hostile | escape | unescape }}',
    '{{ contact.hostile | escape_once | raw }}',
    '{{ contact.hostile | url_encode | url_decode }}',
    '{{ contact.hostile | base64_encode | base64_decode }}',
    '{{ contact.hostile | strip_html | append: contact.hostile }}',
    '{{ contact.hostile | newline_to_br }}',
    '{{ contact.hostile | json }}',
    '{{ contact.hostile | jsonify }}',
    '{{ contact.hostile | inspect }}',
    '{{ contact.hostile | xml_escape }}',
    '{{ contact.hostile | split: "" | join: "" }}',
    '{{ contact | json }}',
    '{{ contact.nothing | default: contact.hostile }}',
    '{{ contact.nothing | default: contact.hostile | raw }}',
  ])('never comes out of a value unescaped: %s', (text) => {
    const filled = personalise(text, variables, 'html');
    if (filled.ok) expect(filled.text).not.toMatch(/<\/?script/i);
  });
});

describe('an injection', () => {
  const groups = [
    'contact',
    'event',
    'flow',
    'contact.firstName',
    'contact.tags',
    'event.nested',
    'contact.phone',
  ];
  const keys = [
    'constructor',
    '__proto__',
    'prototype',
    'toString',
    'valueOf',
    'liquidMethodMissing',
    'hasOwnProperty',
  ];
  const reached = groups.flatMap((group) =>
    keys.flatMap((key) => [`{{ ${group}.${key} }}`, `{{ ${group}["${key}"]["constructor"] }}`]),
  );

  it.each(reached)('gives nothing of the machinery: %s', (text) => {
    const filled = personalise(text, variables, 'plain');
    if (filled.ok) expect(filled.text).toMatch(/^(#[A-Za-z0-9]+ \| [\w ]+ #)?$|^(null|false)$/);
  });

  it.each([
    '{{ this }}{{ self }}{{ globals }}{{ global }}{{ process }}{{ require }}',
    '{{ process.env.HOME }}{{ process.mainModule }}',
    '{{ "".constructor.constructor("return process")() }}',
    '{{ contact.constructor.constructor("return process")() }}',
    '{{ [].constructor }}{{ (1..3).constructor }}',
    '{{ contact.tags | map: "constructor" }}',
    '{{ contact.tags | where: "constructor" }}',
    '{{ contact.tags | group_by: "__proto__" | map: "constructor" }}',
    '{{ event.nested.deep | map: "__proto__" }}',
    '{{ event.nested.deep | sort: "constructor" | first | first }}',
    '{% assign __proto__ = contact %}{{ polluted }}',
    '{% assign constructor = "x" %}{{ contact.constructor.name }}',
    '{% capture __proto__ %}x{% endcapture %}{{ x.x }}',
    '{% increment constructor %}{{ constructor.constructor }}',
  ])('runs nothing and shows nothing: %s', (text) => {
    const filled = personalise(text, variables, 'plain');
    if (filled.ok) expect(filled.text).not.toMatch(/native code|\[object|function|=>|\/root|home/i);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Reflect.get({}, 'x')).toBeUndefined();
  });

  it.each(['include', 'render', 'layout', 'block'])('cannot read a file: the tag %s is refused', (tag) => {
    for (const text of [`{% ${tag} "/etc/passwd" %}`, `{% if false %}{% ${tag} "x" %}{% endif %}`]) {
      expect(templateFaults(text, 'html')).toMatchObject([
        { path: 'html', message: expect.stringContaining(`the tag ${tag} is not allowed here`) },
      ]);
      for (const kind of ['html', 'plain'] as const)
        expect(personalise(text, variables, kind)).toMatchObject({ ok: false });
    }
  });

  it.each([
    '{{ contact.',
    '{% if %}',
    '{% for x in %}',
    '{% endif %}',
    '{% if a %}',
    '{% nonsense %}',
    '{{ a | }',
  ])('that does not parse is a fault with its place: %s', (text) => {
    const faults = templateFaults(text, 'steps[0].action.text');
    if (faults.length > 0) expect(faults[0]?.path).toBe('steps[0].action.text');
    else expect(personalise(text, variables, 'plain').ok).toBe(true);
  });

  it.each([
    '{% for a in (1..100000000) %}x{% endfor %}',
    '{% for a in (1..9999) %}{% for b in (1..9999) %}{% for c in (1..9999) %}{% endfor %}{% endfor %}{% endfor %}',
    '{% assign x = "aaaaaaaaaa" %}{% for a in (1..40) %}{% assign x = x | append: x %}{% endfor %}{{ x }}',
    '{% for a in (1..5000) %}{% for b in (1..5000) %}{{ contact.firstName }}{% endfor %}{% endfor %}',
  ])('cannot take the time or the memory of others: %s', (text) => {
    expect(personalise(text, variables, 'plain')).toMatchObject({ ok: false });
  });
});
