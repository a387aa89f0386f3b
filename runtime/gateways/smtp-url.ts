import type { SmtpServer } from './smtp-transport.js';

/** The mail server that `smtp://user:password@host:port` (or `smtps://…`) names. */
export const smtpServerOf = (url: string, from: string): SmtpServer => {
  const { protocol, hostname, port, username, password } = new URL(url);
  const isTls = protocol === 'smtps:';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isTls ? 465 : 587) : Number(port),
    from,
    ...(isTls ? { security: 'tls' as const } : {}),
    ...(username === ''
      ? {}
      : { user: decodeURIComponent(username), password: decodeURIComponent(password) }),
  };
};
