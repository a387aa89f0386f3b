const tracking = [
  'gclid',
  'gclsrc',
  'dclid',
  'gbraid',
  'wbraid',
  'gad_source',
  '_ga',
  '_gl',
  'fbclid',
  'igshid',
  'msclkid',
  'ttclid',
  'twclid',
  'yclid',
  'li_fat_id',
  'mc_cid',
  'mc_eid',
  'mkt_tok',
  '_hsenc',
  '_hsmi',
  'vero_id',
];

const isTracking = (part: string): boolean => {
  const name = (part.split('=')[0] ?? '').toLowerCase();
  return name.startsWith('utm_') || tracking.includes(name);
};

/** A URL as pages are compared, taken apart piece by piece. */
export const normal = (url: string): string => {
  let rest = url.trim();
  let port = ':443';
  for (const [scheme, usual] of [
    ['https://', ':443'],
    ['http://', ':80'],
  ] as const)
    if (rest.toLowerCase().startsWith(scheme)) {
      rest = rest.slice(scheme.length);
      port = usual;
      break;
    }
  rest = rest.split('#')[0] ?? '';
  const [beforeQuery = '', ...query] = rest.split('?');
  const [authority = '', ...path] = beforeQuery.split('/');
  let host = (authority.split('@').at(-1) ?? '').toLowerCase();
  if (host.endsWith(port)) host = host.slice(0, -port.length);
  while (path.at(-1) === '') path.pop();
  const kept = query
    .join('?')
    .split('&')
    .filter((part) => part !== '' && !isTracking(part));
  return [host, ...path].join('/') + (kept.length === 0 ? '' : `?${kept.join('&')}`);
};

const fills = (url: string, [first = '', ...rest]: readonly string[]): boolean => {
  if (!url.startsWith(first)) return false;
  const left = url.slice(first.length);
  if (rest.length === 0) return left === '';
  return Array.from({ length: left.length + 1 }, (_, index) => index).some((index) =>
    fills(left.slice(index), rest),
  );
};

/** Whether the stars of a pattern can be filled in so that it is the URL. */
export const matches = (url: string, pattern: string): boolean =>
  fills(normal(url), normal(pattern).split('*'));
