/** One message of a prompt: text with `{argument}` placeholders, or a resource that is read when the prompt is asked for. */
export type PromptMessage = { role: 'user' | 'assistant' } & ({ text: string } | { resource: string; as?: 'image' });

/** A prompt that the document offers (`x-mcp-prompts`). */
export interface Prompt {
  name: string;
  title?: string;
  description?: string;
  /** `enum`: values that clients are offered to complete from. */
  arguments: { name: string; description?: string; required: boolean; enum?: string[] }[];
  messages: PromptMessage[];
}
