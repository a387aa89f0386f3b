import { Liquid } from 'liquidjs';
import { pathOf } from './account.js';
import type { Exchange } from './exchange.js';
import { callTraffic, messageTraffic } from './traffic.js';

// Whatever is printed is escaped.
const liquid = new Liquid({ outputEscape: 'escape', cache: false });

const template = liquid.parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>Stand-in of Twilio</title>
<style>body{font:15px system-ui;margin:2rem auto;max-width:60rem;padding:0 1rem}article{border:1px solid #ccc;border-radius:6px;padding:.5rem 1rem;margin:1rem 0}h3{margin:.3rem 0}p,li{color:#666;margin:0}pre{white-space:pre-wrap;overflow-wrap:anywhere}</style>
<h1>Sent to nobody</h1>
<p>Account {{ accountSid }}, numbers {{ numbers | join: ', ' }}</p>
<h2>Messages ({{ messages.length }})</h2>
{% for message in messages %}<article><h3>{{ message.from }} to {{ message.to }}: {{ message.status }} {{ message.errorCode }}</h3>
<p>{{ message.receivedAt }} · {{ message.direction }} · {{ message.segments }} segments</p><pre>{{ message.body }}</pre>
<ul>{% for callback in message.callbacks %}<li>{{ callback.params.MessageStatus | default: callback.params.SmsStatus }}: {{ callback.url }} {{ callback.status | default: callback.error }}</li>{% endfor %}</ul></article>
{% endfor %}
<h2>Calls ({{ calls.length }})</h2>
{% for call in calls %}<article><h3>{{ call.from }} to {{ call.to }}: {{ call.status }}</h3>
<p>{{ call.receivedAt }} · {{ call.duration | default: 0 }} seconds {{ call.answeredBy }}</p>
<ol>{% for heard in call.transcript %}<li>{{ heard.verb }} {{ heard.text }}{{ heard.number }} {{ heard.status }} ({{ heard.seconds }} s)</li>{% endfor %}</ol>
{% for error in call.errors %}<p>{{ error.code }} {{ error.message }}</p>{% endfor %}
{% if call.recordingSid %}<p><a href="{{ path }}/Recordings/{{ call.recordingSid }}.wav">Recording</a></p>{% endif %}
<ul>{% for callback in call.callbacks %}<li>{{ callback.params.CallStatus | default: callback.params.RecordingStatus }}: {{ callback.url }} {{ callback.status | default: callback.error }}</li>{% endfor %}</ul></article>
{% endfor %}
</html>`);

/** Messages and calls, newest first, on a page without scripts. */
export const page = async (exchange: Exchange): Promise<string> => {
  const { accountSid, numbers } = exchange.account;
  const html: unknown = await liquid.render(template, {
    accountSid,
    numbers,
    path: pathOf(accountSid),
    messages: messageTraffic(exchange).toReversed(),
    calls: callTraffic(exchange).toReversed(),
  });
  return String(html);
};
