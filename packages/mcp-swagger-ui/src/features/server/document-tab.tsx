import { useTranslation } from '../../lib/i18n/use-translation';
import { Card } from '../../components/card';
import { Loaded } from '../../components/loaded';
import { Notice } from '../../components/notice';
import { DocumentSettings } from '../documents/document-settings';
import { DocumentVersions } from '../documents/document-versions';
import { useDocument } from '../documents/use-document';
import { useOpenServer } from './server-page';

/** The document that the server is made of, its versions, and what they would change about its tools. */
export function DocumentTab() {
  const { documentId } = useOpenServer();
  const { t } = useTranslation();
  if (documentId === null) return <Notice title={t('server.noDocument')} />;
  return <DocumentOf documentId={documentId} />;
}

function DocumentOf({ documentId }: { documentId: string }) {
  const { t } = useTranslation();
  return (
    <Loaded query={useDocument(documentId)}>
      {(document) => (
        <div className="flex flex-col gap-4">
          <Card title={`${document.title} ${document.version}`} actions={<span className="text-xs text-quiet">{t('versions.source')}</span>}>
            <DocumentSettings document={document} />
          </Card>
          <DocumentVersions id={documentId} />
        </div>
      )}
    </Loaded>
  );
}
