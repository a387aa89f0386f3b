import type { HookAnswer } from '../hook.js';

const headers = {
  'content-type': 'text/html; charset=utf-8',
  // Nothing is loaded, nothing runs, nobody frames it, and the form goes nowhere else.
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
};

const page = (title: string, inside: string): HookAnswer => ({
  status: 200,
  headers,
  body: `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>body{font:17px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:28rem;padding:0 1.5rem;color:#1d2733}h1{font-size:1.4rem}button{font:inherit;font-weight:600;color:#fff;background:#1f5fbf;border:0;border-radius:8px;padding:.7rem 1.4rem;cursor:pointer}button:focus-visible{outline:3px solid #9cc2ff}</style>
<main><h1>${title}</h1>${inside}</main></html>`,
});

/** Asks first: programs that look at every link of a mail must not unsubscribe anybody. */
export const askPage = page(
  'Unsubscribe?',
  '<p>You will get no more e-mails from us.</p><form method="post"><button>Unsubscribe</button></form>',
);

export const donePage = page('You are unsubscribed', '<p>We will send you no more e-mails.</p>');
