import { useTranslation } from '../../../lib/i18n/use-translation';
import { CodeBlock } from '../../../components/copy-button';
import { JsonTree } from '../../../components/json-tree';
import type { ToolAnswer, ToolBlock } from '../../../lib/mcp-call';

/** An answer block by block: text, JSON, pictures, sound, resources; and its structure, when it has one. */
export function Blocks({ answer: { content, structuredContent } }: { answer: ToolAnswer }) {
  const { t } = useTranslation();
  return (
    <div className="flex min-w-0 flex-col gap-3" data-testid="playground-answer">
      {content.map((block, index) => (
        <Block key={index} block={block} />
      ))}
      {content.length === 0 && <p className="text-[13px] text-quiet">{t('playground.empty')}</p>}
      {structuredContent !== undefined && (
        <section>
          <h3 className="mb-1 text-xs font-semibold text-quiet">{t('playground.structure')}</h3>
          <div className="max-h-96 overflow-auto rounded-md border border-line bg-raised p-3">
            <JsonTree value={structuredContent} />
          </div>
        </section>
      )}
    </div>
  );
}

function Block({ block }: { block: ToolBlock }) {
  const { type, text, data, mimeType, uri, name, resource } = block;
  switch (type) {
    case 'text':
      return <CodeBlock text={pretty(text ?? '')} wrap />;
    case 'image':
      return <img src={`data:${mimeType};base64,${data}`} alt={mimeType ?? ''} className="max-h-96 max-w-full self-start rounded-md border border-line" />;
    case 'resource_link':
      return (
        <p className="font-mono text-xs break-all">
          {name} {uri}
        </p>
      );
    case 'resource':
      return <CodeBlock text={`${resource?.uri}\n${resource?.text ?? resource?.mimeType ?? ''}`} wrap />;
    default:
      return <CodeBlock text={JSON.stringify(block, null, 2)} />;
  }
}

/** JSON with its indents; other texts as they are. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
