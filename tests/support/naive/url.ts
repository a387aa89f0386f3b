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

/** A letter that stands where the host does, but after a star, may be meant for the path: there it may be a capital. */
const isSame = (letter: string, one: string, isLoose: boolean): boolean =>
  letter === one || (isLoose && letter.length === 1 && letter.toUpperCase() === one);

const fills = (url: string, pattern: string, place: 'host' | 'after a star' | 'path'): boolean => {
  const [letter] = pattern;
  if (letter === undefined) return url === '';
  const left = pattern.slice(letter.length);
  if (letter === '*') {
    const after = place === 'path' ? 'path' : 'after a star';
    return Array.from({ length: url.length + 1 }, (_, index) => index).some((index) =>
      fills(url.slice(index), left, after),
    );
  }
  const next = '/?'.includes(letter) ? 'path' : place;
  const [one] = url;
  return (
    one !== undefined &&
    isSame(letter, one, place === 'after a star') &&
    fills(url.slice(one.length), left, next)
  );
};

/** Whether the stars of a pattern can be filled in so that it is the URL. */
export const matches = (url: string, pattern: string): boolean => fills(normal(url), normal(pattern), 'host');
