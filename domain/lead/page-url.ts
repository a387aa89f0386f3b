/** What campaigns add to links to recognise who came by them: the page is the same without. */
const trackingParameter =
  /^(utm_.*|gclid|gclsrc|dclid|gbraid|wbraid|gad_source|_ga|_gl|fbclid|igshid|msclkid|ttclid|twclid|yclid|li_fat_id|mc_cid|mc_eid|mkt_tok|_hsenc|_hsmi|vero_id)$/i;

const withoutTracking = (query: string): string => {
  const kept = query.split('&').filter((part) => {
    const [name = ''] = part.split('=', 1);
    return part !== '' && !trackingParameter.test(name);
  });
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
};

/** `path?query#fragment` as pages are compared: no slashes at its end, no fragment, no tracking parameters. */
const normalisePath = (path: string): string => {
  const [withoutFragment = ''] = path.split('#', 1);
  const queryAt = withoutFragment.indexOf('?');
  if (queryAt === -1) return withoutFragment.replace(/\/+$/, '');
  const bare = withoutFragment.slice(0, queryAt).replace(/\/+$/, '');
  return bare + withoutTracking(withoutFragment.slice(queryAt + 1));
};

/** `user@Host:443` as pages are compared: no user, lower case, no port that goes without saying. */
const normaliseHost = (authority: string, scheme: string): string => {
  const host = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase();
  return host.replace(scheme.toLowerCase() === 'http' ? /:80$/ : /:443$/, '');
};

/**
 * A URL, with its scheme or without, as pages are compared: `HTTPS://Example.com:443/Pricing/?utm_source=x&plan=2#top`
 * is `example.com/Pricing?plan=2`. Any text is taken; nothing throws.
 */
export const normaliseUrl = (url: string): string => {
  const [, scheme = 'https', rest = ''] = /^(?:(https?):\/\/)?(.*)$/is.exec(url.trim()) ?? [];
  const end = rest.search(/[/?#]/);
  return end === -1
    ? normaliseHost(rest, scheme)
    : normaliseHost(rest.slice(0, end), scheme) + normalisePath(rest.slice(end));
};
