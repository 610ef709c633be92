import { useTranslation } from '../../lib/i18n/use-translation';
import { useParams } from 'react-router';
import { Card } from '../../components/card';
import { Loaded } from '../../components/loaded';
import { Page } from '../../components/page';
import { DocumentSettings } from './document-settings';
import { DocumentVersions } from './document-versions';
import { useDocument } from './use-document';

/** One document: where its versions come from, and what each of them would change. */
export function DocumentPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const query = useDocument(id);
  return (
    <Page title={query.data?.title ?? t('server.document')} lead={query.data && `OpenAPI ${query.data.openapiVersion}`}>
      <Loaded query={query}>
        {(document) => (
          <>
            <Card title={t('versions.source')}>
              <DocumentSettings document={document} />
            </Card>
            <DocumentVersions id={id} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
