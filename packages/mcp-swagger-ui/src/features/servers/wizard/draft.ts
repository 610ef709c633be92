import type { Preview, Server } from '../../../lib/api';
import type { AuthInput } from './auth-input';
import type { DocumentInput } from './document-input';
import type { ToolChoice } from './tool-choice';

export type ToolMode = 'all' | 'search' | 'auto';

/** What was typed so far; nothing of it is lost by going back. */
export interface Draft {
  input: DocumentInput;
  preview: Preview | undefined;
  choice: ToolChoice;
  toolMode: ToolMode;
  name: string;
  baseUrl: string;
  auth: AuthInput;
  autoStart: boolean;
  created: Server | undefined;
}
