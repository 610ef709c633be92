import { useTranslation } from '../lib/i18n/use-translation';
import { Link } from 'react-router';
import { buttonLook } from '../components/button';
import { Notice } from '../components/notice';
import { Page } from '../components/page';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('notFound.title')}>
      <Notice
        title={t('notFound.text')}
        action={
          <Link to="/" className={buttonLook()}>
            {t('notFound.back')}
          </Link>
        }
      />
    </Page>
  );
}
