import { ConnectionString } from 'mongodb-connection-string-url';

/** A connection string of the same server that names another database. */
export const withDatabase = (mongodbUrl: string, name: string): string => {
  const url = new ConnectionString(mongodbUrl);
  url.pathname = `/${name}`;
  return url.href;
};
