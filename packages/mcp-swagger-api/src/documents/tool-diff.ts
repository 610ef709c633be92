/** What is different about one tool. */
export interface ToolChange {
  name: string;
  /** What a model reads: title and description. */
  text: boolean;
  /** The request: method or path. */
  operation: boolean;
  annotations: boolean;
  arguments: { added: string[]; removed: string[]; changed: string[]; nowRequired: string[]; noLongerRequired: string[] };
}

/** How the tools of one text differ from those of another. */
export interface ToolDiff {
  added: string[];
  removed: string[];
  changed: ToolChange[];
  unchanged: number;
}
