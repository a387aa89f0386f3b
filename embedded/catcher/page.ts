import type { Caught } from './store.js';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: unknown): string =>
  String(text ?? '').replace(/[&<>"']/g, (character) => escapes[character] ?? '');

const mail = ({ receivedAt, to, subject, text, html }: Caught): string =>
  `<article><h3>${escapeHtml(subject)}</h3><p>to ${escapeHtml(to)} · ${escapeHtml(receivedAt)}</p><pre>${escapeHtml(text ?? html)}</pre></article>`;

const hook = ({ receivedAt, method, path, body }: Caught): string =>
  `<article><h3>${escapeHtml(method)} ${escapeHtml(path)}</h3><p>${escapeHtml(receivedAt)}</p><pre>${escapeHtml(body)}</pre></article>`;

/** What has been caught, newest first, on a page without scripts. */
export const page = (mails: readonly Caught[], hooks: readonly Caught[]): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>Leadline catcher</title>
<style>body{font:15px system-ui;margin:2rem auto;max-width:60rem;padding:0 1rem}article{border:1px solid #ccc;border-radius:6px;padding:.5rem 1rem;margin:1rem 0}h3{margin:.3rem 0}p{color:#666;margin:0}pre{white-space:pre-wrap;overflow-wrap:anywhere}</style>
<h1>Caught, not delivered</h1>
<h2>Mail (${mails.length})</h2>${mails.toReversed().map(mail).join('')}
<h2>Webhooks (${hooks.length})</h2>${hooks.toReversed().map(hook).join('')}
</html>`;
