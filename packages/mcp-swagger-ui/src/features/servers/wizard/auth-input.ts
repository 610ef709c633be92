import type { CreateServer } from '../../../lib/api';

/** What was typed of credentials; each kind keeps its own. */
export interface AuthInput {
  kind: 'none' | 'bearer' | 'basic' | 'apikey' | 'oauth2';
  token: string;
  username: string;
  password: string;
  key: string;
  keyName: string;
  clientId: string;
  clientSecret: string;
  tokenUrl: string;
}

export const noAuth: AuthInput = { kind: 'none', token: '', username: '', password: '', key: '', keyName: '', clientId: '', clientSecret: '', tokenUrl: '' };

/** The credentials as the API takes them; undefined for none. */
export function toAuth({ kind, token, username, password, key, keyName, clientId, clientSecret, tokenUrl }: AuthInput): CreateServer['auth'] | undefined {
  switch (kind) {
    case 'none':
      return undefined;
    case 'bearer':
      return { type: 'bearer', token };
    case 'basic':
      return { type: 'basic', username, password };
    case 'apikey':
      return keyName.trim() === '' ? { type: 'apikey', value: key } : { type: 'apikey', value: key, name: keyName.trim() };
    case 'oauth2':
      return { type: 'oauth2', clientId, clientSecret, ...(tokenUrl.trim() === '' ? {} : { tokenUrl: tokenUrl.trim() }) };
  }
}
