/** What the process that evaluates expressions is asked; without `json` only whether the expression can be read. */
export interface ProjectionQuestion {
  expression: string;
  json?: string;
  mostCharacters: number;
}

/** What it answers: the result as JSON, or why there is none, as the end of a sentence. */
export type ProjectionAnswer = { kind: 'value'; json: string } | { kind: 'syntax' | 'failed'; message: string };
