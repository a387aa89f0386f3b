import { Liquid } from 'liquidjs';
import type { Caught } from '../catcher/store.js';

const liquid = new Liquid({ outputEscape: 'escape' });
const template = liquid.parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>Training Jet stand-in</title>
<style>body{font:15px system-ui;margin:2rem auto;max-width:60rem;padding:0 1rem}article{border:1px solid #ccc;border-radius:6px;padding:.5rem 1rem;margin:1rem 0}h3{margin:.3rem 0}p{color:#666;margin:0}pre{white-space:pre-wrap;overflow-wrap:anywhere}</style>
<h1>Training Jet, a stand-in</h1>
<p>What a student does, you say:</p>
<pre>curl -H 'Content-Type: application/json' {{ origin }}/simulate/events -d '{"type": "course.started", "email": "ada@example.com", "courseId": "first-steps"}'</pre>
<h2>Traffic (the last {{ exchanges.size }} of {{ total }})</h2>
{% for one in exchanges %}<article><h3>{{ one.direction }} {{ one.method }} {{ one.address }}</h3>
<p>{{ one.receivedAt }} · {{ one.status }}{{ one.error }}</p><pre>{{ one.body }}</pre><pre>{{ one.answer }}</pre></article>
{% endfor %}</html>`);

const shown = 100;

/** The newest traffic first, on a page without scripts; Liquid escapes whatever is put in. */
export const page = (traffic: readonly Caught[], origin: string): string =>
  String(
    liquid.renderSync(template, {
      origin,
      total: traffic.length,
      exchanges: traffic.slice(-shown).reverse(),
    }),
  );
