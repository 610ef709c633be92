import type { ToolMode } from 'mcp-swagger-ipc';
import type { DocumentModel } from '../model/document-model.js';
import type { Upstream } from '../upstream/index.js';
import { complete, type Completion, type CompletionReference } from './completions.js';
import { instructions } from './instructions.js';
import { PagedList } from './paged-list.js';
import { type ListedPrompt, PromptBook } from './prompt-book.js';
import { type ListedResource, type ListedTemplate, ResourceShelf } from './resource-shelf.js';
import { SearchToolbox } from './search-tools.js';
import { decideToolMode, type DecidedMode } from './tool-mode.js';
import { FullToolbox, type Toolbox } from './toolbox.js';
import type { VisibleTool } from './visible-tool.js';

/** All that clients can list, call, read and ask for: one document, ready to be served. It never changes; a reload makes a new one. */
export class Catalogue {
  readonly title: string;
  readonly instructions: string;
  readonly toolMode: DecidedMode;
  readonly toolbox: Toolbox;
  readonly shelf: ResourceShelf;
  readonly promptBook: PromptBook;
  readonly tools: PagedList<VisibleTool>;
  readonly resources: PagedList<ListedResource>;
  readonly templates: PagedList<ListedTemplate>;
  readonly prompts: PagedList<ListedPrompt>;

  constructor(private readonly offer: DocumentModel, upstream: Upstream, { toolMode, toolBudget }: { toolMode: ToolMode; toolBudget: number }) {
    const all = new FullToolbox(offer.tools, upstream);
    this.toolMode = decideToolMode(all, toolMode, toolBudget);
    this.toolbox = this.toolMode.mode === 'search' ? new SearchToolbox(offer.tools, all) : all;
    this.title = offer.document.title;
    this.instructions = instructions(offer.document, this.toolMode.mode, offer.tools.length);
    this.shelf = new ResourceShelf(offer.resources, upstream);
    this.promptBook = new PromptBook(offer.prompts, this.shelf);
    this.tools = new PagedList(() => this.toolbox.visible, ({ name }) => name);
    this.resources = new PagedList(() => this.shelf.resources, ({ uri }) => uri);
    this.templates = new PagedList(() => this.shelf.templates, ({ uriTemplate }) => uriTemplate);
    const prompts = this.promptBook.listed();
    this.prompts = new PagedList(() => prompts, ({ name }) => name);
  }

  /** Values for an argument of a prompt or a variable of a template. */
  complete(reference: CompletionReference, argument: { name: string; value: string }): Completion {
    return complete(this.offer, reference, argument);
  }
}
